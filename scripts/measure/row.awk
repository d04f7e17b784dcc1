# Prints a row of the table of bench.sh. Each line of input is a contestant, ours first.
# It has a name, a median, and a note, with tabs between. The median is in microseconds,
# or in bytes if bytes is not empty, or is the word late. title is the text of the first
# column, timeout the time limit in seconds.

BEGIN { FS = "\t" }
NR == 1 { ours = $2; next }
{
  if ($2 == "late") peer = $1 " over " timeout " s (" figure(timeout * 1e6 / ours) " ×)"
  else peer = $1 " " quantity($2) " (" sprintf($2 < 9.95 * ours ? "%.2f" : "%.0f", $2 / ours) " ×)"
  if ($3) peer = peer ", " $3
  peers = peers (peers ? "; " : "") peer
}
END { printf "| %s | %s | %s |\n", title, quantity(ours), peers }

function quantity(x) {
  if (bytes) return figure(x / 1e6) " MB"
  if (x < 1000) return sprintf("%.0f µs", x)
  return x < 1e6 ? figure(x / 1000) " ms" : sprintf("%.2f s", x / 1e6)
}

function figure(x) { return sprintf(x < 9.95 ? "%.1f" : "%.0f", x) }
