package observe

import (
	"os"

	"golang.org/x/sys/unix"
)

// readFile reads a file of /proc. It makes the fewest system calls that do: a picture of
// a whole machine takes thousands of files.
func readFile(path string) (text string, err error) {
	file, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	defer unix.Close(file)
	buffer := make([]byte, 4096) // larger than those that are read here
	n, err := unix.Read(file, buffer)
	if err != nil {
		return "", err
	}
	return string(buffer[:n]), nil
}

func readNames(path string) ([]string, error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	return folder.Readdirnames(-1)
}

// readLink returns the target of a symbolic link, or "".
func readLink(path string) string {
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlink(path, buffer)
	if err != nil {
		return ""
	}
	return string(buffer[:n])
}
