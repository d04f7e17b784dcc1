# Completion for fish. install.sh installs this file once for each program, under its name.
# Fish does not read --help, so this file does.

set -l program (basename (status filename) .fish)

__fish_make_completion_signals # sets $__kill_signals: a number and a name per signal
set -l signals (string replace -r '.*\s' '' -- $__kill_signals)
set -a signals (string replace -r '\s.*' '' -- $__kill_signals)

# A description may continue on the next line.
for line in (string replace -ra '\n {9,}' ' ' -- ($program --help | string collect))
    string match -qr '^  (-(?<short>.), |    )--(?<long>[a-z-]+)(=(?<value>\w+))? +(?<text>.*)' -- $line
    or continue
    set -l option -l $long -d $text
    test -n "$short" && set -a option -s $short
    switch "$value"
        case SIGNAL
            set -a option -kxa "$signals"
        case UNIT
            set -a option -xa 'grapheme rune byte'
        case FILE NAME
            set -a option -r
        case '?*'
            set -a option -x
    end
    complete -c $program $option
end

switch $program
    case fib
        complete -c fib -f
    case sigpair
        complete -c sigpair -xa '(__fish_complete_subcommand -- -d -s -k -c -t)'
    case ipctools-sequence
        complete -c ipctools-sequence -n 'contains -- -- (commandline -opc)' -xa '(__fish_complete_subcommand -o)'
    case ipctools-check
        complete -c ipctools-check -n 'contains -- -- (commandline -opc)' -xa '(
            set -l words (commandline -opc) (commandline -ct)
            set -l dash (contains -i -- -- $words)
            complete -C (string join " " -- $words[(math $dash + 1)..]))'
        complete -c ipctools-check -n 'test (count (commandline -opc)) = 1' -fa '1 2 3 fifo'
    case 'fifo-*' ipctools-show-pipes
        complete -c $program -fa '(path filter -t fifo -- (commandline -ct)*; __fish_complete_directories)'
end
