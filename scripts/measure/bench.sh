#!/usr/bin/env bash
# Usage: scripts/measure/bench.sh [--quick | [--long] [--plot]] [ROW]...
#
# Measure our programs and their peers: the programs that people would use instead. Print
# a Markdown table with a row for each kind of work. A row has our median time, the median
# time of each peer, and its ratio to ours.
#
# Every run starts one or more whole processes, on real pipes. First all outputs are
# checked to be equal, then the programs are timed in turn. If a peer is not installed, it
# is left out, and a message names its Debian package.
#
#   ROW      fib, fib-pipe, fib-bytes (cost per byte), fib-one (one number alone),
#            reverse, languages, reverse-line (one long line), fifo, records (lines of
#            several writers), take (line by line), delay (of a line), start (to finish)
#            or signal (to reaped child); without any ROW, all of them
#   --quick  do little work, to compare the outputs: the times mean nothing
#   --long   take more runs, of more data
#   --plot   also draw the time of fib and its peers into doc/fib.svg
#   --help   show this help and exit
#
# It takes less than 4 minutes, or 5 with --plot; with --long about half an hour. It needs
# 1 GB in $TMPDIR or /tmp, or 2.5 GB with --long, and removes them.

# shellcheck disable=SC2016 # backquotes of Markdown, and commands for another shell
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

rows=(fib fib-pipe fib-bytes fib-one reverse languages reverse-line fifo records take delay start signal)
wanted=() options=() plot=false long=false
for argument; do
  case $argument in
    --plot) plot=true ;;
    --long) long=true ;;
    -*) options+=("$argument") ;;
    *)
      [[ " ${rows[*]} " == *" $argument "* ]] || wrong_use "$argument: no such row"
      wanted+=("$argument")
      ;;
  esac
done
begin "${options[@]}"
if $quick && { $plot || $long; }; then
  wrong_use 'the times of --quick mean nothing: no --plot, no --long'
fi
((${#wanted[@]})) || wanted=("${rows[@]}")

export memory='' LC_ALL=C.UTF-8 # in the locale C, rev would reverse bytes
here=$root/scripts/measure
peers=$here/peers
declare -A package=(
  [rev]=bsdextrautils ['fib-gmp']='gcc and libgmp-dev' ['fib-fork']=gcc ['sigpair-fork']=gcc
  ['signal-to-reaped']=gcc [paced]=gcc [flock]=util-linux [gnuplot]=gnuplot-nox
) # other packages have the name of their program
declare -A missed=() late=()

min_rounds=5   # the smallest number of measured rounds
min_seconds=2  # short rounds are repeated until this time has passed
peer_timeout=4 # seconds; a peer that takes longer is only reported as late
starts=20      # processes started, and signals sent, per measured time
small=(1000 10000 30000) big=50000 one=(1000000 10000000)
growth=(1000 2000 5000 10000 20000 50000 100000 200000)
constant=(10000 20000 50000 100000)
ascii=50 other=20 # megabytes
lines=250000      # from each of four writers
takes=500         # lines, each taken by a process of its own
paced=200         # lines, one every 5 ms
if $quick; then
  min_rounds=1 min_seconds=0 peer_timeout=30 starts=2 small=(1000) big=10000 one=(100000)
  constant=(1000 5000) ascii=2 other=1 lines=2500 takes=20 paced=20
elif $long; then
  min_rounds=11 min_seconds=10 peer_timeout=20 big=100000 ascii=200 other=50
  one+=(100000000) constant+=(200000)
fi

# have TOOL reports whether TOOL is installed, or is a peer that can be compiled. It
# prints one message for a missing TOOL.
have() {
  ! type -P "$1" >/dev/null || return 0
  [[ ! -v missed[$1] ]] || return 1
  ! compile "$1" || return 0
  missed[$1]=yes
  printf '%s: %s is not installed and is left out: Debian package %s\n' "$name" "$1" "${package[$1]-$1}" >&2
  return 1
}

# compile NAME compiles the peer NAME, if it is written in C and a compiler is installed.
compile() {
  [[ -e $peers/$1.c ]] && type -P gcc >/dev/null || return
  case $1 in
    *-gmp) gcc -O2 -o "peers/$1" "$peers/$1.c" -lgmp 2>/dev/null ;; # GMP may be missing
    *) gcc -O2 -o "peers/$1" "$peers/$1.c" ;;
  esac
}

# execute COMMAND [SECONDS] runs COMMAND in its own process group, so that all of its
# processes can be ended.
execute() { attend setsid timeout -s KILL "${2-600}" bash -euo pipefail -c "$1"; }

# work TITLE COMMAND begins a row with our COMMAND. Commands print to standard output.
# They have $memory in front of each program whose memory is measured.
work() {
  title=$1 names=() commands=() medians=() notes=()
  timer=whole     # the function that measures a time
  normalize='cat' # the filter that makes outputs comparable
  difference=     # the note on an output that differs from ours
  expected=       # the command that prints such an output; without it, none may differ
  loosely=        # the filter that makes it comparable, if not normalize
  add ours "$2"
}

# add NAME COMMAND adds a contestant to the row.
add() { names+=("$1") commands+=("$2"); }

# peer TOOL NAME COMMAND adds a contestant if TOOL is installed.
peer() { ! have "$1" || add "$2" "$3"; }

# check I compares the output of contestant I with ours, or with the other output that the
# row allows. If a peer exceeds the time limit here, it is not timed later.
check() {
  local status=0
  sum "${commands[$1]}" $(($1 ? peer_timeout : 600)) || status=$?
  case $status in
    0) ;;
    137) medians[$1]=late && return ;; # killed by timeout
    *) fail "${names[$1]}" 'status 0' "status $status: $(<errors)" ;;
  esac
  if (($1 == 0)); then
    cp sum ours
  elif ! cmp -s sum ours; then
    is_expected "$1" || fail "${names[$1]}" 'what ours prints' "$(<sum)"
    notes[$1]=$difference
  fi
}

# sum COMMAND [SECONDS] writes the checksum of a normalized output to the file sum.
sum() { execute "{ $1; } | $normalize | cksum >sum" "${2-600}" 2>errors; }

# is_expected I reports whether contestant I prints the other output that the row allows.
is_expected() {
  local normalize=${loosely:-$normalize}
  [[ $expected ]] && sum "$expected" && mv sum other && sum "${commands[$1]}" && cmp -s sum other
}

# Each timer writes the microseconds that a command takes into the file elapsed.
whole() {
  execute "begin=\${EPOCHREALTIME/./}; { $1; } >/dev/null; echo \$((\${EPOCHREALTIME/./} - begin)) >elapsed"
}

start_to_finish() {
  execute "hyperfine -N -w 2 -r $starts --export-csv csv '$1' >/dev/null" 2>errors ||
    fail "$1" 'a command that hyperfine can time' "$(<errors)"
  awk -F , 'END { print $4 * 1e6 }' csv >elapsed # the median
}

delay() { execute "paced $paced '$1' >elapsed"; }

signal_to_reaped() { execute "signal-to-reaped $starts $1 >elapsed"; }

# measure sets medians to the median time of each contestant, in microseconds.
measure() {
  local i round end=$((SECONDS + min_seconds))
  rm -f times.*
  for ((round = 0; round < min_rounds || SECONDS < end; round++)); do
    for i in "${!commands[@]}"; do
      [[ ${medians[i]-} != late ]] || continue
      "$timer" "${commands[i]}"
      cat elapsed >>"times.$i"
    done
  done
  for i in "${!commands[@]}"; do
    [[ ${medians[i]-} == late ]] || medians[i]=$(sort -n "times.$i" | awk '{ at[NR] = $1 } END { print at[int((NR + 1) / 2)] }')
  done
}

# compare checks and measures the contestants, and prints the row.
compare() {
  local i
  for i in "${!commands[@]}"; do check "$i"; done
  measure
  print_row
}

# compare_memory prints the peak memory of the same contestants, in another row.
compare_memory() {
  local i
  have time || return 0
  title+=': peak memory'
  for i in "${!commands[@]}"; do
    : >peak
    memory="$(type -P time) -a -o peak -f %M" execute "{ ${commands[i]}; } >/dev/null"
    medians[i]=$(awk '{ sum += $1 } END { print sum * 1024 }' peak)
  done
  print_row bytes
}

# print_row [bytes] prints the row. The medians are times, or bytes.
print_row() {
  local i
  for i in "${!commands[@]}"; do
    printf '%s\t%s\t%s\n' "${names[i]}" "${medians[i]}" "${notes[i]-}"
  done | awk -v title="$title" -v timeout="$peer_timeout" -v bytes="${1-}" -f "$here/row.awk"
}

# grouped NUMBER prints NUMBER with commas.
grouped() { printf '%s' "$1" | sed ':a; s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/; ta'; }

# make_sequence writes the output of fib to the file sequence. The file is then in the
# page cache.
make_sequence() { [[ -e sequence ]] || execute "fib $big >sequence; sync sequence"; }

# make_text LANGUAGE MEGABYTES makes a file of lines with 1 to 16 words.
make_text() {
  local i
  [[ ! -e $1 ]] || return 0
  LC_ALL=C awk -v language="$1" -f "$here/text.awk" "$root/reverse/testdata/languages" >block
  for ((i = 0; i < $2; i++)); do cat block; done >"$1"
  sync "$1"
}

row_fib() {
  local n
  for n in "${small[@]}"; do
    work "\`fib\`, 0 to $(grouped "$n") to /dev/null" "fib $n"
    peer fib-gmp GMP "fib-gmp $n"
    peer python3 Python "$interpreter $peers/fib.py $n"
    peer bc '`bc`' "BC_LINE_LENGTH=0 bc <<<'a = 0; b = 1; for (n = 0; n <= $n; n++) { print a, \"\n\"; b += a; a = b - a }'"
    compare
  done
}

row_fib-pipe() {
  local size
  make_sequence
  size=$(stat -c %s sequence)
  work "\`fib\`, 0 to $(grouped "$big") ($((size / 1000000)) MB) to /dev/null" "\$memory fib $big"
  peer cat '`cat` of a file' 'cat sequence'
  compare
  commands=("${commands[0]}")
  compare_memory
  work "the same into \`cat\` through a pipe" "fib $big | cat"
  peer cat '`cat` of a file' 'cat sequence | cat'
  compare
}

# The time of fib 0 is the time to start two processes. It is subtracted from the others.
row_fib-bytes() {
  local n i bytes costs=
  work '' 'fib 0'
  for n in "${constant[@]}"; do add "$(grouped "$n")" "fib $n"; done
  measure
  for ((i = 1; i < ${#commands[@]}; i++)); do
    bytes=$(${commands[i]} | wc -c)
    costs+="; 0 to ${names[i]}: $(awk -v time="${medians[i]}" -v start="${medians[0]}" -v bytes="$bytes" \
      'BEGIN { printf "%.3f", 1000 * (time - start) / bytes }') ns"
  done
  printf '| `fib`, cost per byte, less its start | %s | |\n' "${costs#; }"
}

row_fib-one() {
  local n
  for n in "${one[@]}"; do
    work "\`fib\`, number $(grouped "$n") alone" "\$memory fib $n $n"
    peer fib-gmp GMP "\$memory fib-gmp $n $n"
    ((n > 1000000)) || peer python3 Python "\$memory $interpreter $peers/fib-one.py $n"
    compare
  done
  compare_memory
}

# reverse_row TITLE FILE begins a row for reversing FILE, with the usual peers.
reverse_row() {
  work "\`reverse\`, $1" "reverse <$2"
  peer rev '`rev`' "rev <$2"
  peer busybox '`busybox rev`' "busybox rev <$2"
}

# add_interpreters FILE adds the same in two languages.
add_interpreters() {
  peer perl '`perl`' "perl -CSD -lpe '\$_ = reverse' <$1"
  peer python3 Python "$interpreter $peers/reverse.py <$1"
}

row_reverse() {
  make_text ASCII "$ascii"
  reverse_row "ASCII, $ascii MB" ASCII
  add_interpreters ASCII
  # Without -CSD perl is faster. For ASCII the result is the same.
  peer perl '`perl` by bytes' "perl -lpe '\$_ = reverse' <ASCII"
  compare
  work "the same between two \`cat\`s" 'cat ASCII | reverse | cat'
  difference='not reversed' expected='cat ASCII'
  peer rev '`rev`' 'cat ASCII | rev | cat'
  peer cat 'a third `cat`' 'cat ASCII | cat | cat'
  compare
}

row_languages() {
  local language
  local -A labels=([NFD]='decomposed accents (NFD)' [boxes]='box drawing, arrows')
  for language in Latin CJK Korean emoji Arabic Hebrew Vietnamese Hindi Thai NFD boxes; do
    make_text "$language" "$other"
    reverse_row "${labels[$language]-$language}, $other MB" "$language"
    case $language in
      emoji | Arabic | Hebrew | Hindi | Thai | NFD) # characters of several code points
        difference='**other characters**' expected="reverse --unit=rune <$language"
        ;;
    esac
    case $language in
      Latin | CJK) add_interpreters "$language" ;;
      emoji)
        add_interpreters emoji
        peer perl '`perl` by `\X`' "perl -CSD -lne 'print join \"\", reverse /\\X/g' <emoji"
        ;;
    esac
    compare
  done
}

row_reverse-line() {
  make_text ASCII "$ascii"
  [[ -e line ]] || tr '\n' ' ' <ASCII >line
  work "\`reverse\`, one line of $ascii MB" '$memory reverse <line'
  peer rev '`rev`' '$memory rev <line'
  # With -CSD, perl would also take time for decoding.
  peer perl '`perl` by bytes' "\$memory perl -lpe '\$_ = reverse' <line"
  normalize="tr -d '\n'" # rev adds one
  compare
  compare_memory
}

# pair WRITER READER prints a command that runs both on the FIFO p, from $source to $sink.
pair() {
  local writer="\$memory $1 <sequence" reader="\$memory $2"
  [[ $source == file ]] || writer="cat sequence | \$memory $1"
  [[ $sink == /dev/null ]] || reader+=" | cat"
  echo "$writer & $reader; wait \$!"
}

row_fifo() {
  local source sink megabytes
  make_sequence
  megabytes=$(($(stat -c %s sequence) / 1000000))
  [[ -p p ]] || mkfifo p
  for source in file pipe; do
    for sink in /dev/null cat; do
      work "FIFO pair, $megabytes MB from a $source into $sink" "$(pair 'fifo-writer p' 'fifo-reader p')"
      add 'with `-p`' "$(pair 'fifo-writer -p p 2>/dev/null' 'fifo-reader -p p 2>/dev/null')"
      peer cat '`cat` + `cat`' "$(pair 'cat >p' 'cat p')"
      peer pv '`pv` + `pv`' "$(pair 'pv -q >p' 'pv -q p')"
      peer dd '`dd` + `dd`' "$(pair 'dd bs=1M status=none of=p' 'dd bs=1M status=none if=p')"
      peer socat '`socat` + `socat`' "$(pair 'socat -u -b 1048576 - OPEN:p,wronly' 'socat -u -b 1048576 OPEN:p,rdonly -')"
      compare
    done
  done
  compare_memory
}

# records WRITER READER prints a command that runs a reader and four writers on the FIFO
# p. It keeps p open until all writers have ended.
records() {
  # shellcheck disable=SC2016
  printf '%s\n' "$2 & reader=\$!; exec 3>p; writers=()" \
    'for part in lines.*; do' "  $1 <\$part 3>&- & writers+=(\$!)" 'done' \
    'for writer in "${writers[@]}"; do wait $writer; done; exec 3>&-; wait $reader'
}

row_records() {
  local part ours
  for part in 1 2 3 4; do
    [[ -e lines.$part ]] ||
      awk -v writer="$part" -v lines="$lines" -f "$here/lines.awk" >"lines.$part"
  done
  [[ -p p ]] || mkfifo p
  ours=$(records 'fifo-writer -l p' 'fifo-reader p')
  work "FIFO pair, $(grouped $((4 * lines))) lines of 10 to 200 bytes from 4 writers, \`-l\`" "$ours"
  normalize='LC_ALL=C sort' difference='**torn lines**'
  expected='cat lines.*' loosely='wc -lc' # torn lines are as many, and as long
  add 'without `-l`' "$(records 'fifo-writer p' 'fifo-reader p')"
  peer cat '`cat` + `cat`' "$(records 'cat >p' 'cat p')"
  compare
}

# take COMMAND prints a command that puts lines into the FIFO p, and holds it open while
# COMMAND takes them out, one at a time.
take() { echo "exec 3<>p; seq $takes >&3 & for ((i = 0; i < $takes; i++)); do $1; done; wait"; }

row_take() {
  [[ -p p ]] || mkfifo p
  work "$takes lines out of a FIFO, \`fifo-reader -n 1\` for each" "$(take 'fifo-reader -n 1 p')"
  # head would take more than its line out of the FIFO.
  peer flock '`flock` + `sed -u q` for each' "$(take 'flock lock sed -u q p')"
  add '`read` in one shell' "$(take 'read -r line <&3; echo "$line"')"
  compare
}

# The peer paced also checks the output.
row_delay() {
  have paced || return 0
  [[ -p p ]] || mkfifo p
  work 'FIFO pair, delay of a line every 5 ms' 'fifo-reader p & fifo-writer p; wait $!'
  timer=delay
  peer cat '`cat` + `cat`' 'cat p & cat >p; wait $!'
  measure
  print_row
}

row_start() {
  have hyperfine || return 0
  CGO_ENABLED=0 go build -o peers/fib-fork-go "$peers/fib-fork.go"
  work '`fib 5`, start to finish' 'fib 5'
  timer=start_to_finish
  peer python3 Python "$interpreter $peers/fib.py 5"
  peer fib-fork 'C with `fork`' 'fib-fork 5'
  add 'Go with nothing else in it' 'fib-fork-go 5'
  compare
  work '`sigpair -d 0`, start to finish' 'sigpair -d 0'
  timer=start_to_finish normalize='tr -d 0-9' # PIDs
  peer python3 Python "$interpreter $peers/sigpair.py 0"
  peer sigpair-fork 'C with `fork`' 'sigpair-fork 0'
  compare
}

row_signal() {
  have signal-to-reaped || return 0
  work '`sigpair`, from signal to reaped child' sigpair
  timer=signal_to_reaped
  peer python3 Python "$interpreter $peers/sigpair.py 0"
  peer sigpair-fork 'C with `fork`' 'sigpair-fork 0'
  measure # signal-to-reaped also checks the exchange
  print_row
}

# grey COLOUR prints the style by which COLOUR takes the place of black.
grey() { printf '[stroke=black] { stroke: %s } [fill=black] { fill: %s }\n' "$1" "$1"; }

# plot measures fib for more values of LAST, and draws doc/fib.svg.
plot() {
  have gnuplot || return 0
  local n i bytes curves
  for n in "${growth[@]}"; do
    work "fib $n" "fib $n"
    names=(fib)
    [[ -v late[GMP] ]] || peer fib-gmp GMP "fib-gmp $n"
    [[ -v late[Python] ]] || peer python3 Python "$interpreter $peers/fib.py $n"
    for i in "${!commands[@]}"; do check "$i"; done
    measure
    bytes=$(fib "$n" | wc -c)
    for i in "${!commands[@]}"; do
      if [[ ${medians[i]} == late ]]; then
        late[${names[i]}]=yes
      else
        echo "$n ${medians[i]} $bytes" >>"curve.${names[i]}"
      fi
    done
  done
  mkdir -p "$root/doc"
  curves=$(printf '%s\n' curve.* | cut -d . -f 2 | tac | paste -s -d ' ')
  # On a dark page, black would not be seen.
  {
    echo '<style>'
    grey '#59636e'
    echo '@media (prefers-color-scheme: dark) {'
    grey '#9198a1'
    echo '}'
    echo '</style>'
  } >style
  gnuplot -e "curves='$curves'; first=${growth[0]}; last=${growth[-1]}" "$here/fib.gnuplot" |
    sed '/<desc>/r style' >"$root/doc/fib.svg"
}

mkdir peers
PATH=$workdir/peers:$PATH
# This is Python itself, not a wrapper that chooses a version, such as that of pyenv.
interpreter=$(python3 -c 'import sys; print(sys.executable)' || :)

machine() {
  date +%F
  uname -sr
  awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo
  echo "$(nproc) processors"
  cut -d ' ' -f 1 /proc/loadavg | sed 's/^/load /'
  go env GOVERSION
}
printf '%s. Medians of %d or more runs; × is times ours.\n\n' \
  "$(machine | paste -s -d , | sed 's/,/, /g')" "$min_rounds"
printf '| %s | %s | %s |\n' work ours peers --- --- ---
for row in "${wanted[@]}"; do "row_$row"; done
! $plot || plot
