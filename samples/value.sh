# A value function in plain sh, for `interplay explain program` (docs/programs.md): parts 0 and 1 count only together, part 2 counts against them.
read -r hello
echo '{"version":1,"outputs":["score"]}'
while read -r request; do
  id=${request#*\"id\":}
  mask=${request#*\"masks\":[\"}
  score=0
  case $mask in 11*) score=2 ;; esac
  case $mask in ??1*) score=$((score - 1)) ;; esac
  echo "{\"id\":${id%%,*},\"values\":[[$score]]}"
done
