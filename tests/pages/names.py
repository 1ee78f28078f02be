"""The names of all pages and states that are looked at; addresses.py finds where each is."""

NAMES = (
    "home", "catalog", "catalog-found", "catalog-nothing", "micro-credential", "micro-credential-two-languages",
    "student-credential", "requirements", "stack", "compare", "compare-empty", "two-questions", "how-we-judge", "frameworks", "verify", "login",
    "password-reset", "not-found", "become", "letters-of-the-demo", "award-shared", "award-by-link", "award-private", "certificate",
    "award-revoked", "award-expired", "issuer", "profile", "draft", "second-draft", "waiting", "not-yet", "another-look", "another-look-asked", "another-look-in-panel", "another-look-upheld", "on-hold",
    "withdrawn", "earned", "earned-second", "my-work", "my-work-empty", "answer", "evidence", "send-incomplete",
    "withdraw", "show", "account", "emails", "passkeys", "close", "password", "fresh-link", "claim-unknown", "profile-edit", "share", "queue", "history", "looks", "looks-empty", "question", "read", "history-empty",
    "desk", "desk-second", "phrases", "district", "judging", "judging-plan", "phrases-shared", "phrases-none", "waiting-list", "waiting-list-late", "reviewers", "awards", "revoke", "flags", "appeals", "appeal", "appeal-decided", "appeals-none", "people", "roster", "invite",
    "offices", "offices-found", "offices-nobody", "offices-neighbor", "offices-lead", "person-offices", "end-office", "end-office-last", "shown", "shown-before",
    "queue-health", "queue-of", "queue-of-nothing", "queue-why", "queue-health-neighbor", "pay", "pay-none", "agreement", "agreement-in", "agreement-few", "agreement-none", "comparability", "comparability-year",
    "comparability-neighbor", "strictness", "committee", "terms", "helpers",
    "training", "training-set", "anchor", "exercise", "practice", "trial", "trial-sheet", "trial-result", "trend-empty",
    "guests", "comments", "comments-none", "answer-with-comments", "groups", "groups-asked", "groups-none", "group-join", "attempt",
    "coach", "coach-empty", "coach-draft", "coach-asked", "coach-group",
    "sample-revealed", "trend", "calibration", "district-lead", "district-operator", "doctor", "district-neighbor", "waiting-list-neighbor", "flags-none",
    "checks", "checks-ended", "checks-none", "check", "check-ended", "grants", "grants-none", "grant", "judging-plan-stages",
    "integrity", "integrity-leads", "concern", "concern-settled", "case", "case-decided", "case-in-panel", "panels-of-integrity",
    "asked-about", "asked-and-closed", "my-work-asked", "declare",
    "micro-credential-stages", "came-back", "came-back-send", "came-back-work", "being-opened", "being-confirmed",
)  # fmt: skip
