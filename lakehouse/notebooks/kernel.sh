#!/usr/bin/env bash
# Installs the kernel of the notebooks for this user's Jupyter: Java with the classes of the lakehouse, by the name "tributary".
# JUPYTER_DATA_DIR is another place for it.
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -version 2>&1 | grep -qE 'version "(2[1-9]|[3-9][0-9])' || { echo "kernel.sh: this needs a JDK 21 or later: point JAVA_HOME to it" >&2; exit 1; }
mvn -B -ntp -q -P lakehouse,notebook -pl lakehouse -am -DskipTests package
kernel=${JUPYTER_DATA_DIR:-$HOME/.local/share/jupyter}/kernels/tributary
mkdir -p "$kernel"
JAVA=$(command -v "$java") HOME_DIR=$PWD python3 - >"$kernel/kernel.json" <<'PYTHON'
import json, os, re
home = os.environ['HOME_DIR']
lines = open(home + '/lakehouse/jvm.options').read().split()
classes = [home + '/lakehouse/target/' + part for part in ('classes', 'lib/*', 'notebook/*')]
json.dump({
    'argv': [os.environ['JAVA'], *lines, '-Xmx1g', '-XX:+UseSerialGC', '--add-opens', 'jdk.jshell/jdk.jshell=ALL-UNNAMED',
             '-cp', ':'.join(classes), 'org.rapaio.jupyter.kernel.MainApp', '{connection_file}'],
    'display_name': 'Java (Tributary)', 'language': 'java', 'interrupt_mode': 'message',
    'env': {'RJK_CLASSPATH': ';'.join([classes[0], home + '/lakehouse/target/lib/*.jar', home + '/lakehouse/target/notebook/*.jar']),
            'LD_LIBRARY_PATH': ''},
}, __import__('sys').stdout, indent=1)
PYTHON
echo "The kernel is in $kernel. Open lakehouse/notebooks/explore.ipynb with Jupyter, or run it:"
echo "  jupyter nbconvert --to html --execute --ExecutePreprocessor.startup_timeout=150 lakehouse/notebooks/explore.ipynb"
