package fifo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// Find returns the FIFO called path. If there is no file called path, it creates one with
// exactly the permissions of --mode.
func Find(program *cli.Program, options Options, path string) (*FIFO, error) {
	f := &FIFO{path: path, program: program, options: options}
	for {
		var err error
		f.handle, err = locate(path, f.trust)
		if errors.Is(err, unix.ENOENT) {
			err = f.create()
			if err == nil || errors.Is(err, unix.EEXIST) && !isLink(path) {
				continue // to find what we, or a peer, have created
			}
			if errors.Is(err, unix.EEXIST) {
				err = errors.New("symbolic link to nothing")
			}
		}
		if err != nil {
			return nil, f.Wrap(err)
		}
		return f, nil
	}
}

func (f *FIFO) create() error {
	umask := unix.Umask(0)
	err := unix.Mkfifo(f.path, uint32(f.options.Mode.Perm()))
	unix.Umask(umask)
	f.created = err == nil
	return err
}

func isLink(path string) bool {
	info, err := os.Lstat(strings.TrimRight(path, "/")) // lstat(2) follows a link before a slash
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// trust refuses a FIFO or a symbolic link that a stranger may have planted, by the rule
// of fs.protected_fifos and fs.protected_symlinks (proc_sys_fs(5)): in a sticky folder
// that anybody can write to, it must belong to this user, to the folder's owner or to
// root.
func (f *FIFO) trust(file, folder unix.Stat_t) error {
	const root = 0
	const shared = unix.S_ISVTX | unix.S_IWOTH
	if f.options.AnyOwner || folder.Mode&shared != shared ||
		file.Uid == uint32(os.Geteuid()) || file.Uid == root || file.Uid == folder.Uid {
		return nil
	}
	return fmt.Errorf("belongs to user %d, in a folder that anybody can write to; see --any-owner", file.Uid)
}
