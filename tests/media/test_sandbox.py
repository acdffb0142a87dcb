import json
import subprocess
import sys

from countenance.media.sandbox import REQUIRED


def in_a_process(code: str) -> dict[str, bool]:
    """Run the code in a Python process of its own; what it prints."""
    program = (
        "import json, mmap, os\n"
        "from countenance.media.sandbox import SandboxLimits, enter, held\n"
        "limits = SandboxLimits(memory=512 * 1024 * 1024, seconds=5)\n" + code
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def test_every_limit_holds_after_entering() -> None:
    limits = in_a_process("enter(limits); print(json.dumps(held(limits)))")

    assert set(limits) >= REQUIRED
    assert all(limits.values()), limits


def test_whose_parent_is_gone_before_it_could_be_told_ends() -> None:
    """Its pixels would go on coming to where others look for theirs by then."""
    program = (
        "import os, sys\n"
        "from countenance.media.sandbox import SandboxLimits, enter\n"
        "enter(SandboxLimits(), os.getppid() + int(sys.argv[1]))\n"
        "os.write(1, b'goes on')\n"
    )

    ran = [
        subprocess.run([sys.executable, "-c", program, other], capture_output=True, check=False)
        for other in ("0", "1")
    ]

    assert [(done.returncode, done.stdout) for done in ran] == [(0, b"goes on"), (1, b"")]


def test_no_required_limit_is_claimed_without_entering() -> None:
    limits = in_a_process("print(json.dumps(held(limits)))")

    assert not any(limits[name] for name in REQUIRED)


def test_memory_is_limited_and_what_is_open_still_works() -> None:
    answers = in_a_process(
        "enter(limits)\n"
        "def fails(work):\n"
        "    try: work()\n"
        "    except (OSError, MemoryError, ImportError): return True\n"
        "    return False\n"
        "print(json.dumps({\n"
        "  'small': not fails(lambda: bytearray(1 << 20)),\n"
        "  'large': fails(lambda: bytearray(1 << 30)),\n"
        "  'execute': fails(lambda: os.execv('/bin/true', ['true'])),\n"
        "  'import': fails(lambda: __import__('colorsys')),\n"
        "}))"
    )

    assert answers == {"small": True, "large": True, "execute": True, "import": True}
