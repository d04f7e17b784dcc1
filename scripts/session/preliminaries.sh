#!/usr/bin/env bash
# Usage: scripts/session/preliminaries.sh [--step] [--quick]
#
# Play part I of the session, preliminaries: two ways to run a script, and where the
# documentation is. It checks everything that it shows.
#
#   --step    wait for a key before each command, and ask questions
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin_part 'I. Preliminaries' '5-10 minutes' "$@"

say 'Every line that begins with $ can be typed. A line that begins with > belongs to the line before. Change' \
  'the commands, and try in small steps what you have just seen. Each part has its time in its title: if' \
  'you are stuck, go on to the next part, and come back later.'

title 'Two ways to run a script'

say 'A script is a text file. The first line names its interpreter, which env finds on the PATH.'
run "cat >hello.sh <<'END'
#!/usr/bin/env bash
echo \"Hello, \$1! Your number is \$2.\"
END"
say 'First way: pass the script to its interpreter, with the arguments that it needs.'
run 'bash hello.sh bartzabel 666'
expect 'the arguments' 'Hello, bartzabel! Your number is 666.' "$output"
say 'Second way: run it directly.'
ask 'The file is new. Will it run?'
run './hello.sh bartzabel 666' 126
say 'Nobody may execute it yet: that is status 126.'
say 'Give yourself (u) and your group (g) the right to execute (x) it.'
run 'chmod ug+x hello.sh'
run './hello.sh bartzabel 666'
expect 'the arguments' 'Hello, bartzabel! Your number is 666.' "$output"

title 'Documentation'

say 'help describes a command of the shell, and --help any other program. Read one more: help trap.'
run 'help wait | head -n 4'
run 'fib --help | head -n 5'
say_manual 2 fork 'A manual page has more. Its section, here 2, is for system calls.'
