// check: 3
// missing: many
// says: (?i)one|first|second|1
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int there[2], back[2];
    char phrase[128] = "", reversed[128] = "";

    if (pipe(there) || pipe(back))
        return 1;
    if (fork() == 0) {
        int n = read(there[0], phrase, sizeof phrase);
        for (int i = 0; i < n; i++)
            reversed[i] = phrase[n - i - 1];
        write(back[1], reversed, n);
        return 0;
    }
    printf("phrase: ");
    fflush(stdout);
    fgets(phrase, sizeof phrase, stdin);
    write(there[1], phrase, strcspn(phrase, "\n"));
    read(back[0], reversed, sizeof reversed - 1);
    printf("%s\n", reversed);
    wait(NULL);
    return 0;
}
