# shellcheck shell=bash disable=SC2034 # _init_completion sets them
# Completion for bash-completion, which takes the options from --help.

_ipctools_reverse() {
  local cur prev words cword split
  _init_completion -s || return
  case $prev in
    -u | --unit) mapfile -t COMPREPLY < <(compgen -W 'grapheme rune byte' -- "$cur") ;;
    *) _longopt "$@" ;;
  esac
}

_ipctools_sigpair() {
  local cur prev words cword split
  _init_completion -s || return
  case $prev in
    -[skc] | --[skc]*)
      local unfit='SIG@(JUNK*|RTMIN|KILL|STOP|URG|PROF)'
      [[ $prev != -*k* ]] || unfit='SIG@(JUNK*|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|WINCH|PROF)'
      cur=${cur^^} # a signal may be in lower case
      mapfile -t COMPREPLY < <(compgen -A signal -X "$unfit" -- "SIG${cur#SIG}")
      [[ $cur == SIG* ]] || COMPREPLY=("${COMPREPLY[@]#SIG}")
      ;;
    *)
      local i
      for ((i = 1; i < COMP_CWORD; i++)); do # finds COMMAND
        case ${COMP_WORDS[i]} in
          -[dktsc] | =) ((++i)) ;;
          --[dktsc]*) [[ ${COMP_WORDS[i + 1]} == '=' ]] || ((++i)) ;;
          -*) ;;
          *) break ;;
        esac
      done
      if ((i < COMP_CWORD)) || [[ $cur != -* ]]; then
        _command_offset "$i"
      else
        _longopt "$@"
      fi
      ;;
  esac
}

# fib's operands are numbers, which can't be completed.
_ipctools_fib() {
  [[ $2 != -* ]] || _longopt "$@"
}

# Only FIFOs, and folders that may contain one, are offered.
_ipctools_fifo() {
  local cur prev words cword split i name
  _init_completion -s || return
  _longopt "$@"
  for i in "${!COMPREPLY[@]}"; do
    name=${COMPREPLY[i]/#\~\//$HOME/}
    [[ $name == -* || -p $name || -d $name ]] || unset 'COMPREPLY[i]'
  done
}

# After -- is a command. Before it are options and files.
_ipctools_sequence() {
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == -- ]]; then
      _command_offset "$((i + 1))"
      return
    fi
  done
  _longopt "$@"
}

_ipctools_check() {
  if ((COMP_CWORD == 1)) && [[ $2 != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '1 2 3 fifo' -- "$2")
  else
    _ipctools_sequence "$@"
  fi
}

complete -F _ipctools_fib fib
complete -F _ipctools_reverse reverse
complete -F _ipctools_sigpair sigpair
complete -F _ipctools_fifo fifo-writer fifo-reader ipctools-show-pipes
complete -F _ipctools_sequence ipctools-sequence
complete -F _ipctools_check ipctools-check
