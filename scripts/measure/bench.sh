#!/usr/bin/env bash
# Usage: scripts/measure/bench.sh [--quick] [--plot] [ROW]...
#
# Measure our programs and their peers: the programs that people would use instead. Print
# a Markdown table with a row for each kind of work. A row has our median time, the median
# time of each peer, and its ratio to ours.
#
# Every run starts one or more whole processes, on real pipes. First all outputs are
# checked to be equal, then the programs are timed in turn. If a peer is not installed, it
# is left out, and a message names its Debian package.
#
#   ROW      fib, fib-pipe, fib-bytes, fib-one, reverse, reverse-line, fifo, records,
#            start or signal; without any ROW, all of them
#   --quick  do little work, to test the script: the times mean nothing
#   --plot   also draw the time of fib and its peers into doc/fib.svg
#   --help   show this help and exit
#
# It takes about 7 minutes, or 10 with --plot. It needs 1.6 GB in $TMPDIR or /tmp, and
# removes them.

# shellcheck disable=SC2016 # backquotes of Markdown, and commands for another shell
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

rows=(fib fib-pipe fib-bytes fib-one reverse reverse-line fifo records start signal)
wanted=() options=() plot=false
for argument; do
  case $argument in
    --plot) plot=true ;;
    -*) options+=("$argument") ;;
    *)
      [[ " ${rows[*]} " == *" $argument "* ]] || wrong_use "$argument: no such row"
      wanted+=("$argument")
      ;;
  esac
done
begin "${options[@]}"
! $quick || ! $plot || wrong_use '--plot: the times of --quick mean nothing'
((${#wanted[@]})) || wanted=("${rows[@]}")

export memory='' LC_ALL=C.UTF-8 # in the locale C, rev would reverse bytes
here=$root/scripts/measure
peers=$here/peers
declare -A package=(
  [rev]=bsdextrautils ['fib-gmp']='gcc and libgmp-dev' ['fib-fork']=gcc ['sigpair-fork']=gcc
  ['signal-to-reaped']=gcc [gnuplot]=gnuplot-nox
) # other packages have the name of their program
declare -A missed=() late=()

min_rounds=5    # the smallest number of measured rounds
min_seconds=2   # short rounds are repeated until this time has passed
peer_timeout=20 # seconds; a peer that takes longer is only reported as late
starts=20       # processes started, and signals sent, per measured time
small=(1000 10000 30000) big=100000 one=(1000000 10000000)
growth=(1000 2000 5000 10000 20000 50000 100000 200000)
constant=(10000 20000 50000 100000 200000)
ascii=200 other=50 long=100 # megabytes
lines=250000                # from each of four writers
if $quick; then
  min_rounds=2 min_seconds=0 peer_timeout=5 starts=3 small=(1000) big=10000 one=(100000)
  growth=(1000 5000) constant=(1000 5000) ascii=2 other=1 long=1 lines=2500
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
  difference=     # the note on a different output; if empty, that is a failure
  add ours "$2"
}

# add NAME COMMAND adds a contestant to the row.
add() { names+=("$1") commands+=("$2"); }

# peer TOOL NAME COMMAND adds a contestant if TOOL is installed.
peer() { ! have "$1" || add "$2" "$3"; }

# check I compares the output of contestant I with ours. If the contestant exceeds the
# time limit here, it is not timed later.
check() {
  local status=0
  execute "{ ${commands[$1]}; } | $normalize | cksum >sum" "$peer_timeout" 2>errors || status=$?
  case $status in
    0) ;;
    137) medians[$1]=late && return ;; # killed by timeout
    *) fail "${names[$1]}" 'status 0' "status $status: $(<errors)" ;;
  esac
  if (($1 == 0)); then
    cp sum ours
  elif ! cmp -s sum ours; then
    [[ $difference ]] || fail "${names[$1]}" 'what ours prints' "$(<sum)"
    notes[$1]=$difference
  fi
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

signal_to_reaped() { execute "signal-to-reaped $starts $1 >elapsed"; }

# measure sets medians to the median time of each contestant, in microseconds.
measure() {
  local i round used=() end=$((SECONDS + min_seconds))
  rm -f times.*
  for ((round = 0; round < min_rounds || SECONDS < end; round++)); do
    for i in "${!commands[@]}"; do
      [[ ${medians[i]-} != late ]] || continue
      ((${used[i]-0} < peer_timeout * 1000000)) || continue
      "$timer" "${commands[i]}"
      cat elapsed >>"times.$i"
      used[i]=$((${used[i]-0} + $(printf %.0f "$(<elapsed)")))
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

# make_text FILE MEGABYTES WORD... makes a file of lines with 1 to 16 WORDs.
make_text() {
  local i
  [[ ! -e $1 ]] || return 0
  LC_ALL=C awk -v list="${*:3}" -f "$here/text.awk" >block
  for ((i = 0; i < $2; i++)); do cat block; done >"$1"
  sync "$1"
}

make_ascii() {
  make_text ascii "$ascii" the quick brown fox jumps over a lazy dog and this process sends \
    signals to children through pipes that unrelated programs know by name
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
    work "\`fib\`, number $(grouped "$n") alone" "fib $n $n"
    peer fib-gmp GMP "fib-gmp $n $n"
    peer python3 Python "$interpreter $peers/fib-one.py $n"
    compare
  done
}

# reverse_row TITLE FILE begins a row for reversing FILE, with the usual peers.
reverse_row() {
  work "\`reverse\`, $1" "reverse <$2"
  difference='**other characters**'
  peer rev '`rev`' "rev <$2"
  peer busybox '`busybox rev`' "busybox rev <$2"
  peer perl '`perl`' "perl -CSD -lpe '\$_ = reverse' <$2"
  peer python3 Python "$interpreter $peers/reverse.py <$2"
}

row_reverse() {
  make_ascii
  reverse_row "ASCII, $ascii MB" ascii
  # Without -CSD perl is faster. For ASCII the result is the same.
  peer perl '`perl` by bytes' "perl -lpe '\$_ = reverse' <ascii"
  compare
  work "the same between two \`cat\`s" 'cat ascii | reverse | cat'
  difference='not reversed'
  peer rev '`rev`' 'cat ascii | rev | cat'
  peer cat 'a third `cat`' 'cat ascii | cat | cat'
  compare

  make_text latin "$other" le cœur déçu mais âme plutôt naïve Louÿs rêva de crapaüter en canoë au delà \
    des îles près du mälström où brûlent les novæ Zażółć gęślą jaźń Šíleně žluťoučký kůň
  reverse_row "Latin, $other MB" latin
  compare
  make_text cjk "$other" いろはにほへと ちりぬるを 我が世誰ぞ 常ならむ 有為の奥山 今日越えて 浅き夢見し 酔ひもせず \
    天地玄黃 宇宙洪荒 日月盈昃 辰宿列張 키스의 고유조건은 입술끼리 만나야 하고
  reverse_row "CJK, $other MB" cjk
  compare
  make_text emoji "$other" 👨‍👩‍👧‍👦 👍🏽 🇫🇷🇩🇪 ❤️ 🏳️‍🌈 👩🏾‍🚀 😀😃😄 🎉 party time 🐱‍👤 hello
  reverse_row "emoji, $other MB" emoji
  peer perl '`perl` by `\X`' "perl -CSD -lne 'print join \"\", reverse /\\X/g' <emoji"
  compare
}

row_reverse-line() {
  make_ascii
  [[ -e line ]] || head -c "${long}MB" ascii | tr '\n' ' ' >line
  work "\`reverse\`, one line of $long MB" '$memory reverse <line'
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
  normalize=sort difference='**torn lines**'
  add 'without `-l`' "$(records 'fifo-writer p' 'fifo-reader p')"
  peer cat '`cat` + `cat`' "$(records 'cat >p' 'cat p')"
  compare
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
printf '%s. Medians of at least %d runs; × is times ours.\n\n' \
  "$(machine | paste -s -d , | sed 's/,/, /g')" "$min_rounds"
printf '| %s | %s | %s |\n' work ours peers --- --- ---
for row in "${wanted[@]}"; do "row_$row"; done
! $plot || plot
