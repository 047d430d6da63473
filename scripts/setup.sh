#!/bin/sh
# Installs what Fenji stands on: Debian packages through apt, then Python packages by hash into .venv.
#   setup.sh run     what the product needs
#   setup.sh test    what its tests and checks need as well
# Nothing is done twice: a second call only looks, which takes a few hundredths of a second.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
python=${PYTHON:-python3}
packages='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk'
requirements=requirements.txt
if [ "$purpose" = test ]; then
    packages="$packages chromium libatomic1 poppler-utils postgresql qpdf softhsm2" # libatomic1: Playwright's driver
    requirements=requirements-dev.txt
fi

say() { printf '%s\n' "$*"; }
stop() { say "Fenji cannot start: $*" >&2; exit 1; }

# A loop over $packages relies on the shell's word splitting, so that the names stay one plain list above.
missing_packages() {
    installed=" $(dpkg-query --show --showformat='${Package}=${db:Status-Status} ' $packages 2>/dev/null || true)"
    for package in $packages; do
        case $installed in *" $package=installed "*) ;; *) printf '%s ' "$package" ;; esac
    done
    # Debian keeps ensurepip in a package of its own; a Python from elsewhere brings it along.
    "$python" -c 'import ensurepip' 2>/dev/null || printf 'python3-venv '
}

# Ubuntu has Chromium only as a snap; there Playwright brings its own.
leave_out_chromium() {
    remaining=
    for package in $missing; do
        [ "$package" = chromium ] || remaining="$remaining$package "
    done
    missing=$remaining
    own_chromium=yes
}

apt() {
    $administrator env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1
}

install_packages() {
    log=$(mktemp)
    known=yes
    for package in $missing; do apt-cache show "$package" >/dev/null 2>&1 || known=no; done
    [ $known = yes ] || apt update || true
    case " $missing" in
        *" chromium "*) apt-cache show chromium >/dev/null 2>&1 || leave_out_chromium ;;
    esac
    [ -z "$missing" ] || say "Installing Debian packages (a minute or two): $missing"
    # Lists that are too old name files that are gone; a fresh list mends that.
    if [ -n "$missing" ] && ! apt install --no-install-recommends $missing &&
        ! { apt update && apt install --no-install-recommends $missing; }; then
        tail -n 20 "$log" >&2
        stop "apt-get could not install: $missing(its last words are above)."
    fi
    rm -f "$log"
}

check_python() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    found=$("$python" --version 2>/dev/null || say 'none')
    stop "it needs Python 3.11 or newer as $python, and finds: $found."
}

check_packages() {
    if ! command -v dpkg-query >/dev/null; then
        [ -e .venv/installed ] ||
            say 'This is not Debian or Ubuntu: please provide Pango, HarfBuzz and a Chinese font such as Noto Sans CJK.'
        return
    fi
    missing=$(missing_packages)
    [ ! -e .venv/own-chromium ] || leave_out_chromium
    [ -n "$missing" ] || return 0
    administrator=
    if [ "$(id -u)" != 0 ]; then
        administrator='sudo -n'
        [ ! -t 0 ] || administrator=sudo
        command -v sudo >/dev/null && $administrator true 2>/dev/null ||
            stop "please have these Debian packages installed, then try again: apt-get install $missing"
    fi
    install_packages
}

# What .venv holds is written down in it: a moved directory, another Python or other versions make it new.
check_environment() {
    origin="$PWD $("$python" -c 'import sys; print(sys.executable, sys.version)')"
    wanted=$(cat requirements.txt "$requirements" | sha256sum)
    whole=$(cat requirements.txt requirements-dev.txt | sha256sum)
    if [ "$(cat .venv/origin 2>/dev/null)" != "$origin" ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        say "Making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
        say "$origin" >.venv/origin
    fi
    case $(cat .venv/installed 2>/dev/null) in "$wanted" | "$whole") return ;; esac
    say "Installing Python packages from $requirements"
    rm -f .venv/installed
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes --only-binary :all: --requirement "$requirements" ||
        stop "pip could not install the packages of $requirements (its last words are above)."
    say "$wanted" >.venv/installed
}

own_chromium=no
check_python
check_packages
check_environment
if [ "$own_chromium" = yes ] && [ ! -e .venv/own-chromium ]; then
    $administrator .venv/bin/playwright install-deps chromium
    .venv/bin/playwright install chromium
    : >.venv/own-chromium
fi
