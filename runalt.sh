J=/usr/lib/jvm/temurin-25-jdk-amd64/bin; R=/tmp/scratch/h-decode/avro-serde
CP=$R/target/classes:$R/target/test-classes:$(cat /tmp/scratch/h-bench/cp)
rm -rf altout; mkdir -p altout; $J/javac -nowarn -cp $CP -d altout alt/dev/tributary/avro/*.java 2>&1 | grep error
for w in "$@"; do $J/java -Xmx512m -XX:+UseSerialGC $JOPTS -cp altout:/tmp/scratch/h-bench/out:$CP dev.tributary.avro.Bench $w 2>&1 | grep -v "SLF4J\|calib\|bytes/"; done
