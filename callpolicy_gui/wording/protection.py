"""How the log is protected, why it locked, and why a way in was not changed, as sentences."""

from __future__ import annotations

from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

# What is different while the log is open: nothing was opened, and nothing is asked for.
_KEY_PROBLEMS = {
    "wrong_key": "The key file beside the log belongs to another log, so nothing was changed. "
    "Export your log now.",
    "key_missing": "The key file beside the log is missing, so nothing was changed. Export your log now.",
    "damaged": "The key file beside the log is damaged, so nothing was changed. Export your log now.",
    "wrong_code": "That is a recovery code, but not the newest one. Type the one you wrote down last.",
    "disk_full": "Not changed: the disk is full. Free some space, then try again.",
    "disk_error": "Not changed: the disk reported an error. Copy the data folder elsewhere.",
    "folder_not_writable": "Not changed: the data folder cannot be written to.",
    "read_only": "Not changed: the data folder can only be read.",
}
_CODE_PROBLEMS = {
    "unknown_character": "One character is in no code. A code has digits and letters, and no U.",
    "too_short": "Some of the code is missing. It has seven groups of four.",
    "too_long": "That is more than a code has. It has seven groups of four.",
    "mistyped": "Something is mistyped. Compare it with the paper, group by group.",
}
_LOCK_REASONS = {
    "asked": "You locked it.",
    "idle": "Nobody used it for a while.",
    "suspend": "This computer was asleep.",
    "screen": "The screen was locked.",
}


def protection_sentence(
    *, has_passphrase: bool, recovery_checked: bool, in_keychain: bool, in_key_file: bool
) -> str:
    """How the log is protected now, in one or two short sentences."""
    if in_key_file:
        return tr(
            "Your log is not protected yet. The key lies beside it: whoever has this folder can read it."
        )
    if has_passphrase and in_keychain:
        return tr(
            "Your log is encrypted. It opens with this computer's keychain, "
            "and with your passphrase once it is locked."
        )
    if has_passphrase and recovery_checked:
        return tr("Your log is encrypted. Your passphrase opens it, and so does the recovery code.")
    if has_passphrase:
        return tr("Your log is encrypted. Only your passphrase opens it.")
    if in_keychain:
        return tr("Your log is encrypted. Its key lies in this computer's keychain.")
    return tr("Your log is encrypted. Only the recovery code opens it.")


def nothing_kept() -> str:
    """A demo has no key to protect."""
    return tr("This is a demo. Nothing is kept, so there is nothing to protect.")


def keychain_warning() -> str:
    """The log would be lost with this computer's keychain."""
    return tr("If this computer's keychain is lost, so is your log. Print the recovery code.")


def key_problem(error: object) -> str:
    """Why a way in was not changed, or could not be read; the error's `problem` is the key.

    A mistyped recovery code has a `detail` that says what is odd about it.
    """
    detail = getattr(error, "detail", None)
    if detail is not None:
        return tr(_CODE_PROBLEMS[str(detail)])
    problem = str(error.problem)  # type: ignore[attr-defined]
    if problem == "wrong_key" and error.place == "keychain":  # type: ignore[attr-defined]
        return tr("The keychain holds the key of another log under this folder's name, so it was left alone.")
    return tr(_KEY_PROBLEMS[problem]) if problem in _KEY_PROBLEMS else storage_problem(error)


def unlock_problem(error: object) -> str:
    """Why what was typed does not open the log; a mistyped code is told from a wrong one."""
    detail = getattr(error, "detail", None)
    return storage_problem(error) if detail is None else tr(_CODE_PROBLEMS[str(detail)])


def lock_reason(reason: str) -> str:
    """Why the log is locked: asked, idle, suspend or screen. KeyError for another word."""
    return tr(_LOCK_REASONS[reason])
