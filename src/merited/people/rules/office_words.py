"""What each office is called, what whoever holds it does, and what happens where nobody holds it: in a sentence each."""

from collections.abc import Mapping

from merited.base.words import _
from merited.people.rules.places import Office

NAMES: Mapping[Office, str] = {
    Office.PROGRAM_ADMIN: _("Program administrator"),
    Office.DEPARTMENT_LEAD: _("Department lead"),
    Office.LEAD_READER: _("Lead reader"),
    Office.CHECKER: _("Checker"),
    Office.INTEGRITY_LEAD: _("Integrity lead"),
    Office.PANELIST: _("Panels of integrity"),
    Office.COMMITTEE: _("Committee member"),
    Office.OPERATOR: _("Operator"),
}
DOES: Mapping[Office, str] = {
    Office.PROGRAM_ADMIN: _(
        "Runs the program: invites people, gives offices, sees what waits everywhere, confirms and revokes badges."
    ),
    Office.DEPARTMENT_LEAD: _(
        "Answers for the badges of a department: how its work is judged, who reads it, and how readers are coached."
    ),
    Office.LEAD_READER: _(
        "Settles it when two readers of the same work differ, and sits in panels. To settle, one is also qualified to read."
    ),
    Office.CHECKER: _("Sees whether everything that was sent can be opened, before anybody reads it. Judges nothing."),
    Office.INTEGRITY_LEAD: _(
        "Looks first at what is alike in two people’s work or was flagged, and opens a case or sets it aside."
    ),
    Office.PANELIST: _(
        "Sits in panels that hear questions of integrity. Nobody who runs the program sits there, even with this office."
    ),
    Office.COMMITTEE: _("Sees how far readers agree and how departments compare: numbers only, and nobody’s name."),
    Office.OPERATOR: _("Looks after the installation and reads the doctor’s findings. It is given on the server only."),
}
# What is true while nobody holds an office. One that runs the program is always there.
WITHOUT: Mapping[Office, str] = {
    Office.PROGRAM_ADMIN: _("Somebody always runs the program."),
    Office.DEPARTMENT_LEAD: _(
        "Whoever runs the program confirms, checks and answers flags meanwhile. Nobody coaches its readers by name."
    ),
    Office.LEAD_READER: _(
        "A difference between two readers waits for the lead of its department, if that person is qualified to read it."
    ),
    Office.CHECKER: _(
        "Department leads and whoever runs the program can check. What nobody opens in a working day goes on to its readers."
    ),
    Office.INTEGRITY_LEAD: _("What is alike or was flagged waits. Nothing happens to anybody’s work through that."),
    Office.PANELIST: _("Lead readers and department leads sit in panels meanwhile."),
    Office.COMMITTEE: _("Nothing waits for it."),
    Office.OPERATOR: _("Nobody reads the doctor’s findings in the pages; they can still be asked for on the server."),
}
