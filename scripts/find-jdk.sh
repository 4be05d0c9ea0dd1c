# Sourced by ./build and ./coffer: sets JAVA_HOME to a JDK 25 or says what to install.

is_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25'; }

find_jdk_25() {
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "${on_path:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Coffer needs a JDK 25 (looked in JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks)." >&2
  echo "Install one, for example Eclipse Temurin 25 (package temurin-25-jdk), or set JAVA_HOME to it." >&2
  return 1
}
