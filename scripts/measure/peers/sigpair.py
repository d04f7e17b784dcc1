# check: 2
"""sigpair.py [DELAY [COMMAND [ARG]...]] is exercise 2 of the session, an exchange of signals.

After DELAY seconds (5), the child signals its parent, which kills it. A COMMAND takes the
place of the child, and signals on its own."""
import multiprocessing
import os
import signal
import sys
import time


def signal_parent(delay, command):
    if command:
        os.execvp(command[0], command)
    time.sleep(delay)
    os.kill(os.getppid(), signal.SIGUSR1)
    signal.pause()


if __name__ == "__main__":
    delay = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    command = sys.argv[2:]
    # A blocked SIGUSR1 waits for sigwait, even if it comes early.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    fork = multiprocessing.get_context("fork")  # the child's parent is this process
    child = fork.Process(target=signal_parent, args=(delay, command))
    child.start()
    signal.sigwait([signal.SIGUSR1])
    child.kill()
    child.join()
    if not command:
        print(f"child {child.pid} sent SIGUSR1 and was killed by SIGKILL")
