// check: 3
// missing: none
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    char phrase[256], answer[256];
    ssize_t length;

    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        for (;;) {
            length = recv(ends[1], phrase, sizeof phrase, 0);
            if (length <= 0)
                exit(0);
            for (ssize_t i = 0; i < length; i++)
                answer[i] = phrase[length - 1 - i];
            send(ends[1], answer, length, 0);
        }
    }
    close(ends[1]);
    for (;;) {
        fputs("Say something (or end): ", stdout);
        fflush(stdout);
        if (scanf(" %255[^\n]", phrase) != 1 || !strcmp(phrase, "end"))
            break;
        send(ends[0], phrase, strlen(phrase), 0);
        length = recv(ends[0], answer, sizeof answer, 0);
        printf("%.*s\n", (int)length, answer);
    }
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return 0;
}
