"""Who answers at which point: knowledge of upper areas, listed by dotted name. See docs/structure.md."""

REGISTRATIONS: dict[str, list[str]] = {
    "menu": [
        "accelerator.accounts.registered.menu",
    ],
    "letterhead": [
        "accelerator.accounts.registered.letterhead",
    ],
    "roles": [
        "accelerator.accounts.registered.ORGANISATION",
    ],
    "search": [
        "accelerator.accounts.registered.search",
    ],
    "forms_run": [
        "accelerator.applications.registered.forms_run",
    ],
    "form_uses": [
        "accelerator.applications.registered.form_uses",
    ],
}
