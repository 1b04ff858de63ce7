#!/bin/sh
# The last step of the build: makes the ahead-of-time cache with which ./howdah starts faster, and marks the build as
# done. A cache that cannot be made (for example where no PostgreSQL can be started) is a warning: all works without.
# usage: finish-build.sh <time the build began> <the training run's words, in one>
set -eu
began=$1
words=$2
cd "$(dirname "$0")/../../../target"
flags=../src/main/launcher/jvm.flags
cache=howdah.aot
# What the cache fits: this JDK, this folder and these words. Jars and flags are compared by time.
fits=$(cat "$JAVA_HOME/release" && echo "$JAVA_HOME $PWD $words")

is_up_to_date() {
    [ -f "$cache" ] && [ "$(cat "$cache.fits" 2>/dev/null)" = "$fits" ] &&
        [ -z "$(find howdah.jar lib "$flags" -newer "$cache" -print -quit)" ]
}

train() {
    rm -f "$cache" "$cache.new"
    limit=
    if command -v timeout >/dev/null 2>&1; then
        limit="timeout 180"
    fi
    # shellcheck disable=SC2086 # limit and words are several
    if $limit "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$cache.new" @"$flags" "-Dhowdah.home=$(cd ../.. && pwd)" \
        -cp "$PWD/howdah.jar" dev.howdah.app.Main $words </dev/null >"$cache.log" 2>&1 && [ -f "$cache.new" ]; then
        echo "$fits" >"$cache.fits"
        mv "$cache.new" "$cache"
    else
        rm -f "$cache.new"
        echo "[WARNING] no ahead-of-time cache, ./howdah starts slower: the training run failed, see $PWD/$cache.log" >&2
    fi
}

is_up_to_date || train
touch -d "$began" howdah.built
