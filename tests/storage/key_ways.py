"""What the tests of the key slots share: a keychain, cheap costs, and short ways to set things up."""

from __future__ import annotations

import json

import pytest

from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.key_slots import KdfCost
from callpolicy_gui.storage.keys import load_or_create_key, note_log_created
from callpolicy_gui.storage.recovery_code import new_recovery_code

CHEAP = KdfCost(iterations=1, lanes=1, memory_kib=8)
PHRASE = "a quiet room"
OTHER_PHRASE = "another quiet room"


class FakeKeychain:
    def __init__(self):
        self.secrets = {}
        self.before = lambda: None
        self.after = lambda: None

    def get_password(self, service, account):
        return self.secrets.get((service, account))

    def set_password(self, service, account, secret):
        self.before()
        self.secrets[service, account] = secret
        self.after()

    def delete_password(self, service, account):
        self.before()
        del self.secrets[service, account]
        self.after()


def account(paths):
    return ("callpolicy", str(paths.data_dir))


def new_key(paths, keychain=None):
    return note_log_created(paths, load_or_create_key(paths, keychain))


def problem_of(action, *arguments, **options):
    with pytest.raises(StorageError) as caught:
        action(*arguments, **options)
    return caught.value.problem


def set_passphrase(paths, key, passphrase=PHRASE):
    key_slots.set_passphrase(paths, key, passphrase, CHEAP)


def set_code(paths, key, *, confirmed=False):
    code = new_recovery_code()
    key_slots.set_recovery_code(paths, key, code, CHEAP)
    if confirmed:
        key_slots.confirm_recovery_code(paths, code)
    return code


def values_of(paths):
    return json.loads(paths.key_file.read_text())


def change_slot(paths, kind, change):
    values = values_of(paths)
    values["slots"] = [change(slot) if slot["kind"] == kind else slot for slot in values["slots"]]
    paths.key_file.write_text(json.dumps(values))
