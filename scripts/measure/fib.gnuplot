# Draws the curves of bench.sh --plot as SVG. The variable curves has their names, first
# and last are the smallest and the largest N. A line of curve.NAME is: N, microseconds,
# bytes.

# These colours can be seen on light and on dark pages.
set linetype 1 lc rgb '#2f81f7' lw 3 pt 7 ps 0.5
set linetype 2 lc rgb '#c4740a' lw 2 pt 7 ps 0.5
set linetype 3 lc rgb '#2da44e' lw 2 pt 7 ps 0.5

set terminal svg size 900,400 font 'sans-serif,14'
steady = system("tail -n 1 curve.fib | awk '{ printf \"%.2f\", $2 * 1000 / $3 }'")
set label 1 'For large N, fib needs a steady '.steady.' ns per byte. GMP and Python need more and more.' \
  at screen 0.5, 0.96 center font ',16'
set multiplot layout 1,2 margins 0.07, 0.98, 0.15, 0.8 spacing 0.09
set logscale xy
set grid
unset key
set xlabel 'N'
set format x '%.0f'
set xrange [first * 0.8:last * 2]
name(i) = word(curves, i)
set title 'fib 0 to N: seconds'
plot for [i = 1:words(curves)] 'curve.'.name(i) using 1:($2 / 1e6) with linespoints lt i, \
  for [i = 1:words(curves)] '< tail -n 1 curve.'.name(i) using 1:($2 / 1e6):(name(i)) with labels offset 0,0.9 textcolor lt i
unset label 1
set title 'nanoseconds per byte'
plot for [i = 1:words(curves)] 'curve.'.name(i) using 1:($2 * 1000 / $3) with linespoints lt i, \
  for [i = 1:words(curves)] '< tail -n 1 curve.'.name(i) using 1:($2 * 1000 / $3):(name(i)) with labels offset 0,0.9 textcolor lt i
