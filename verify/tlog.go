// Verify a log of countenance with the libraries of Go's checksum database.
//
//	go run tlog.go FOLDER KEY [OLDER-CHECKPOINT...]
//
// Every entry is proven against the signed head, by proofs read out of the tiles. Of older heads,
// the oldest first, each is proven to be the beginning of every later one, and of the head.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// Go's own paths have the height in them (tile/8/0/000); those of C2SP have not.
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func main() {
	folder, key := os.Args[1], os.Args[2]
	head := opened(filepath.Join(folder, "checkpoint"), key)
	hashes := tlog.TileHashReader(head, tiles{folder})
	for first := int64(0); first < head.N; first += 256 {
		width := head.N - first
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
		path := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
		data, err := os.ReadFile(filepath.Join(folder, path))
		check(err)
		for at := int64(0); at < width; at++ {
			length := int64(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			proof, err := tlog.ProveRecord(head.N, first+at, hashes)
			check(err)
			check(tlog.CheckRecord(proof, head.N, head.Hash, first+at, tlog.RecordHash(entry)))
		}
	}
	var heads []tlog.Tree
	for _, path := range os.Args[3:] {
		heads = append(heads, opened(path, key))
	}
	heads = append(heads, head)
	for at, newer := range heads {
		for _, older := range heads[:at] {
			proof, err := tlog.ProveTree(newer.N, older.N, hashes)
			check(err)
			check(tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash))
		}
	}
	fmt.Printf("verified: %d entries, %d heads\n", head.N, len(heads))
}

func opened(path, key string) tlog.Tree {
	data, err := os.ReadFile(path)
	check(err)
	verifier, err := note.NewVerifier(key)
	check(err)
	signed, err := note.Open(data, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	var tree tlog.Tree
	_, err = fmt.Sscanf(lines[1], "%d", &tree.N)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	copy(tree.Hash[:], root)
	return tree
}

func check(err error) {
	if err != nil {
		fmt.Println("does not verify:", err)
		os.Exit(1)
	}
}
