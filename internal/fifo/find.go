package fifo

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// Find returns the FIFO called path. If there is no file called path, it creates one with
// exactly the permissions of --mode, or fails with --no-create. With --remove, a FIFO
// that it creates is removed even if a signal ends the program at that moment.
func Find(program *cli.Program, options Options, path string) (*FIFO, error) {
	f := &FIFO{
		path: path, program: program, options: options,
		Idle: pipe.NewIdle(options.Idle), Output: -1,
	}
	var err error
	find := func() {
		f.handle, err = locate(path, f.trust, f.create)
		f.found = err == nil
	}
	if options.Remove == Stays {
		find()
	} else {
		program.AtExit(func() {
			if err := f.remove(); err != nil {
				program.Warn(err)
			}
		})
		program.Uninterrupted(find)
	}
	if err != nil {
		return nil, f.Wrap(err)
	}
	return f, nil
}

func (f *FIFO) create(folder int, name string) error {
	if f.options.NoCreate {
		return unix.ENOENT
	}
	umask := unix.Umask(0)
	err := makeFIFO(folder, name, uint32(f.options.Mode.Perm()))
	unix.Umask(umask)
	f.created = err == nil
	return err
}

// trust refuses a file that a stranger may have planted, by the rule of
// fs.protected_fifos and fs.protected_symlinks (proc_sys_fs(5)): in a sticky folder that
// anybody can write to, a FIFO, and each folder or symbolic link on the way to it, must
// belong to this user, to the folder's owner or to root.
func (f *FIFO) trust(name string, file, folder unix.Stat_t) error {
	const root = 0
	const unknown = 65534 // any user that a user namespace does not map (user_namespaces(7))
	const shared = unix.S_ISVTX | unix.S_IWOTH
	if f.options.AnyOwner || folder.Mode&shared != shared ||
		file.Uid == uint32(os.Geteuid()) || file.Uid == root || file.Uid == folder.Uid && file.Uid != unknown {
		return nil
	}
	return fmt.Errorf("%s belongs to user %d, in a folder that anybody can write to; see --any-owner",
		cli.Quote(name), file.Uid)
}
