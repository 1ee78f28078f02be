"""The names of all pages and states that are looked at; addresses.py finds where each is."""

NAMES = (
    "home", "catalog", "catalog-found", "catalog-nothing", "micro-credential", "micro-credential-two-languages",
    "student-credential", "requirements", "stack", "compare", "compare-empty", "two-questions", "how-we-judge", "frameworks", "verify", "login",
    "password-reset", "not-found", "become", "letters-of-the-demo", "award-shared", "award-by-link", "award-private", "certificate",
    "award-revoked", "award-expired", "issuer", "profile", "draft", "second-draft", "waiting", "not-yet", "on-hold",
    "withdrawn", "earned", "earned-second", "my-work", "my-work-empty", "answer", "evidence", "send-incomplete",
    "withdraw", "show", "account", "emails", "passkeys", "close", "password", "fresh-link", "claim-unknown", "profile-edit", "share", "queue", "history", "read", "history-empty",
    "desk", "district", "waiting-list", "waiting-list-late", "reviewers", "awards", "revoke", "flags", "people", "roster", "invite",
    "district-lead", "district-operator", "doctor", "district-neighbor", "waiting-list-neighbor", "flags-none",
)  # fmt: skip
