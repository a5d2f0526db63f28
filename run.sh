J=/usr/lib/jvm/temurin-25-jdk-amd64/bin; R=/tmp/scratch/h-decode/avro-serde
[ -f /tmp/scratch/h-bench/cp ] || (cd /tmp/scratch/h-decode && mvn -B -ntp -q -pl avro-serde dependency:build-classpath -Dmdep.outputFile=/tmp/scratch/h-bench/cp)
CP=$R/target/classes:$R/target/test-classes:$(cat /tmp/scratch/h-bench/cp)
mkdir -p /tmp/scratch/h-bench/out; $J/javac -nowarn -cp $CP -d /tmp/scratch/h-bench/out /tmp/scratch/h-bench/dev/tributary/avro/*.java 2>&1 | grep error
for w in "$@"; do $J/java -Xmx512m -XX:+UseSerialGC $JOPTS -cp /tmp/scratch/h-bench/out:$CP dev.tributary.avro.Bench $w 2>&1 | grep -v SLF4J; done
