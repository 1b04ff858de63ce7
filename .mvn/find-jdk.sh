# Sourced by ./howdah and ./mvnw: sets JAVA_HOME to a JDK 25 or newer, or ends with one line that says what to install.
# The `java` on the path may be older, so JAVA_HOME, the path and the usual folders are looked through in that order.

howdah_is_jdk_25() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
    howdah_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ "${howdah_major:-0}" -ge 25 ]
}

howdah_find_jdk() {
    set +f
    howdah_path_java=$(command -v java 2>/dev/null || true)
    [ -z "$howdah_path_java" ] || howdah_path_java=$(dirname "$(dirname "$(readlink -f "$howdah_path_java")")")
    for howdah_jdk in "${JAVA_HOME:-}" "$howdah_path_java" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$howdah_jdk" ] && howdah_is_jdk_25 "$howdah_jdk"; then
            JAVA_HOME=$howdah_jdk
            export JAVA_HOME
            return 0
        fi
    done
    echo "howdah: no JDK 25 or newer found in JAVA_HOME, on the path or in /usr/lib/jvm - install one (for example Temurin 25, or your system's openjdk-25-jdk) and set JAVA_HOME if it lives elsewhere" >&2
    return 1
}

howdah_find_jdk || exit 1
