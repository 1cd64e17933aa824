"""`python -m tests.reliability NAME --n N [--seed S] [--without PROTECTION]`; exit 1 if anything broke."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

# A campaign must never meet the keychain of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Pacific/Chatham"

from tests.reliability.breaks import BREAKS
from tests.reliability.campaign import UnavailableError

# What each runs by default is its long form.
CAMPAIGNS = {
    "kill9": 1_000,
    "powerloss": 10_000,
    "ioerr": 1_000,
    "enospc": 20,
    "bitflip": 1_000,
    "tamper": 500,
    "migrate": 10_000,
    "canary": 10,
    "perms": 5,
    "mutants": 17,
    "alertyear": 530,
    "once": 500,
    "suspend": 100,
    "clockjump": 1_000,
}
UNAVAILABLE = 69


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("name", choices=CAMPAIGNS)
    parser.add_argument("--n", type=int, help="how many; the long form without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=BREAKS, help="a protection to take away: the campaign must fail")
    options = parser.parse_args(arguments)
    module = importlib.import_module(f"tests.reliability.{options.name}")
    try:
        result = module.run(options.n or CAMPAIGNS[options.name], options.seed, options.without)
    except UnavailableError as error:
        print(f"{options.name} cannot run here: {error}")
        return UNAVAILABLE
    for detail in result.details:
        print(detail)
    print(result.line())
    return 0 if result.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
