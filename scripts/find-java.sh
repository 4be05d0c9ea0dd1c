# Sourced by ./build and ./coffer: sets JAVA_HOME to a Java 25, or says what to install.

# A script whose messages are events of a log has its own.
complain() { echo "$1" >&2; }

# Whether $1 has the program $2 (javac: a JDK, java: a runtime is enough) of version 25. Asking the program itself would
# start a JVM.
has_version_25() { [ -x "$1/bin/$2" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null; }

find_java_home() {
  home=${HOME:-/nonexistent}
  on_path=$(command -v "$1" 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "${on_path:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$home"/.sdkman/candidates/java/* "$home"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && has_version_25 "$candidate" "$1"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  complain "Coffer needs a $2 25 (looked in JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks). \
Install one, for example Eclipse Temurin 25 (package temurin-25-$3), or set JAVA_HOME to it."
  return 1
}

# To compile.
find_jdk_25() { find_java_home javac JDK jdk; }

# Only to run.
find_jre_25() { find_java_home java JRE jre; }
