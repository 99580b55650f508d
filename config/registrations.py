"""Who answers at which point: knowledge of upper areas, listed by dotted name. See docs/structure.md."""

REGISTRATIONS: dict[str, list[str]] = {
    "menu": [
        "accelerator.accounts.registered.menu",
        "accelerator.applications.registered.menu",
        "accelerator.startups.registered.menu",
    ],
    "letterhead": [
        "accelerator.accounts.registered.letterhead",
    ],
    "roles": [
        "accelerator.accounts.registered.ORGANISATION",
        "accelerator.startups.registered.STARTUP",
    ],
    "search": [
        "accelerator.accounts.registered.search",
        "accelerator.applications.registered.search",
        "accelerator.startups.registered.search",
    ],
    "forms_run": [
        "accelerator.applications.registered.forms_run",
    ],
    "form_uses": [
        "accelerator.applications.registered.form_uses",
    ],
    "next_actions": [
        "accelerator.applications.registered.next_actions",
        "accelerator.startups.registered.next_actions",
    ],
    "home_cards": [
        "accelerator.applications.registered.home_cards",
    ],
    "startups_seen": [
        "accelerator.applications.registered.startups_seen",
    ],
    "record_tabs": [
        "accelerator.applications.registered.record_tabs",
    ],
    "timeline": [
        "accelerator.applications.registered.timeline",
    ],
    "places": [
        "accelerator.startups.registered.places",
    ],
}
