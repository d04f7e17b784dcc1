"""sigpair.py [COMMAND [ARG]...] is exercise 2 of the session, an exchange of signals.

The child, or the COMMAND that it becomes, signals its parent. The parent kills it."""
import multiprocessing
import os
import signal
import sys


def signal_parent():
    os.kill(os.getppid(), signal.SIGUSR1)
    signal.pause()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")  # the child's parent is this process
    # A blocked SIGUSR1 waits for sigwait, even if it comes early.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    command = sys.argv[1:]
    if command:
        child = multiprocessing.Process(target=os.execvp, args=(command[0], command))
    else:
        child = multiprocessing.Process(target=signal_parent)
    child.start()
    signal.sigwait([signal.SIGUSR1])
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    if not command:
        print(f"child {child.pid} sent SIGUSR1 and was killed by SIGKILL")
