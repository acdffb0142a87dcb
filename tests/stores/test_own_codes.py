from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from codes.own_texts import TEXT, texts
from countenance.codes.bundle import Bundle, key_id, sign_bundle
from countenance.errors import BundleError, CodeError, MissingCodesError, SettingsError
from countenance.stores import own_codes
from countenance.stores.own_codes import load_own, make_bundle, public_keys, seen_state

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {key_id(KEY.public_key()): KEY.public_key()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "codes", texts())


def written(folder: Path, found: dict[str, str]) -> Path:
    for name, text in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def bundled(folder: Path, made: Bundle | None = None) -> Path:
    path = folder.with_suffix(".bundle")
    path.write_bytes(sign_bundle(made or make_bundle(folder), KEY))
    return path


def test_a_folder_is_read_and_what_is_no_text_left_out(folder: Path) -> None:
    (folder / "README.md").write_text("about it")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("x")

    own = load_own(folder, {})

    assert own.codes == ("house-rules",)
    assert own.signed_by is None


def test_a_bundle_says_the_same_and_who_signed_it(folder: Path) -> None:
    own = load_own(bundled(folder), TRUSTED)

    assert own.editions == load_own(folder, {}).editions
    assert own.digest == load_own(folder, {}).digest
    assert own.signed_by in TRUSTED


def test_where_keys_are_named_a_folder_is_not_enough_and_without_keys_a_bundle_is_none(
    folder: Path,
) -> None:
    with pytest.raises(BundleError, match="a folder is not signed"):
        load_own(folder, TRUSTED)
    with pytest.raises(CodeError, match="name the public key"):
        load_own(bundled(folder), {})


@pytest.mark.parametrize("keys", [{}, TRUSTED])
def test_what_is_not_there_is_missing(tmp_path: Path, keys: dict[str, object]) -> None:
    with pytest.raises(MissingCodesError, match="cannot be read: No such file"):
        load_own(tmp_path / "codes", keys)  # type: ignore[arg-type]


def test_a_bundle_that_this_program_understands_otherwise_is_not_taken(folder: Path) -> None:
    made = make_bundle(folder)
    meant = msgspec.structs.replace(made, compiled={"house-rules@1": "sha256:other"})
    other = msgspec.structs.replace(made, vocabulary="sha256:other")

    with pytest.raises(CodeError, match="understands its texts differently"):
        load_own(bundled(folder, meant), TRUSTED)
    with pytest.raises(CodeError, match="another vocabulary of facts"):
        load_own(bundled(folder, other), TRUSTED)
    again = msgspec.structs.replace(made, program="sha256:another program")
    assert load_own(bundled(folder, again), TRUSTED).codes == ("house-rules",)


def test_what_everybody_can_write_to_is_not_taken(folder: Path) -> None:
    path = folder / "house-rules" / "1.toml"
    path.chmod(0o666)
    with pytest.raises(CodeError, match=r"1\.toml: everybody on this machine can write to it"):
        load_own(folder, {})

    path.chmod(0o644)
    path.parent.chmod(0o777)
    with pytest.raises(CodeError, match="everybody on this machine can write to it"):
        load_own(folder, {})

    path.parent.chmod(0o755)
    bundle = bundled(folder)
    bundle.chmod(0o666)
    with pytest.raises(CodeError, match="everybody on this machine can write to it"):
        load_own(bundle, TRUSTED)


def test_a_folder_that_changes_while_it_is_read_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, times = own_codes._text, []

    def changing(path: Path) -> str:
        times.append(path)
        if len(times) == 1:
            written(folder, texts(TEXT + "# changed"))
        return read(path)

    monkeypatch.setattr(own_codes, "_text", changing)

    assert load_own(folder, {}).digest is not None
    assert len(times) == 4

    monkeypatch.setattr(own_codes, "seen_state", lambda _: (object(),))
    with pytest.raises(CodeError, match="change while they are read"):
        load_own(folder, {})


def test_too_much_is_too_much(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_codes, "_LARGEST_TEXT", 10)
    with pytest.raises(CodeError, match="more than 10 bytes"):
        load_own(folder, {})

    monkeypatch.setattr(own_codes, "_MOST_TEXTS", 1)
    with pytest.raises(CodeError, match="more than 1 texts"):
        load_own(folder, {})


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    (folder / "house-rules" / "1.toml").write_bytes(b"\xff")

    with pytest.raises(CodeError, match=r"1\.toml: this is not text in UTF-8"):
        load_own(folder, {})


def test_a_look_shows_another_state_whenever_a_text_changed(folder: Path, tmp_path: Path) -> None:
    found = [seen_state(tmp_path / "nothing"), seen_state(folder)]
    (folder / "house-rules" / "1.toml").write_text(TEXT + "#")
    found.append(seen_state(folder))
    written(folder, {"house-rules/2.toml": TEXT})
    found.append(seen_state(folder))
    (folder / "house-rules" / "2.toml").unlink()
    found.append(seen_state(folder))

    assert len(set(found)) == 4
    assert found[2] == found[4]


def test_public_keys_are_read_by_id_and_nothing_else_is_one(tmp_path: Path) -> None:
    path, rsa = tmp_path / "a.pub", tmp_path / "rsa.pub"
    for file, key in ((path, KEY), (rsa, generate_private_key(65537, 2048))):
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        file.write_bytes(pem)
    (tmp_path / "no.pub").write_text("no key")

    assert set(public_keys([str(path)])) == set(TRUSTED)
    for name, said in (("no.pub", "not a public"), ("rsa.pub", "not an Ed25519"), ("x", "read")):
        with pytest.raises(SettingsError, match=said):
            public_keys([str(tmp_path / name)])
