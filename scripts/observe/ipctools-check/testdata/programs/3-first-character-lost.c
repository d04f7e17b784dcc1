// check: 3
// missing: round
// The loop stops one character too early.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int p[2], q[2];
    char in[200], out[200];

    pipe(p);
    pipe(q);
    if (!fork()) {
        int n;
        close(p[1]);
        close(q[0]);
        while ((n = read(p[0], in, sizeof in)) > 0) {
            int j = 0;
            for (int i = n - 1; i > 0; i--)
                out[j++] = in[i];
            write(q[1], out, j);
        }
        return 0;
    }
    close(p[0]);
    close(q[1]);
    for (;;) {
        printf("phrase: ");
        fflush(stdout);
        if (!fgets(in, sizeof in, stdin) || strcmp(in, "end\n") == 0)
            break;
        write(p[1], in, strlen(in) - 1);
        out[read(q[0], out, sizeof out - 1)] = 0;
        puts(out);
    }
    close(p[1]);
    wait(NULL);
    return 0;
}
