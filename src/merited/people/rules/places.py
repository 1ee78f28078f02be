"""Kinds of places and of roles, and which role may do what."""

from enum import StrEnum


class Place(StrEnum):
    """What an organization is."""

    DISTRICT = "district"
    DEPARTMENT = "department"
    SCHOOL = "school"


class Office(StrEnum):
    """What a person may hold at a place. Reviewing is no office: it is a qualification for one micro-credential."""

    PROGRAM_ADMIN = "program_admin"
    DEPARTMENT_LEAD = "department_lead"
    LEAD_READER = "lead_reader"  # settles a difference between two readers
    CHECKER = "checker"  # sees whether what was sent can be opened, and judges nothing
    OPERATOR = "operator"
    INTEGRITY_LEAD = "integrity_lead"  # looks at what is alike or was flagged, and opens a case or does not
    PANELIST = "panelist"  # sits in panels of integrity
    COMMITTEE = "committee"  # sits in the committee that sets the district's scale: sees numbers, and nobody's name


MAY_REVOKE = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD})
MAY_ADJUDICATE = frozenset({Office.LEAD_READER, Office.DEPARTMENT_LEAD})  # of those who are qualified
MAY_SIT = frozenset({Office.LEAD_READER, Office.DEPARTMENT_LEAD, Office.PROGRAM_ADMIN})  # in the panel of an appeal
MAY_TRIAGE = frozenset({Office.INTEGRITY_LEAD})
# In a panel of integrity. Whoever runs the program is not among them: only the outcome leaves the room.
MAY_HEAR = frozenset({Office.PANELIST, Office.LEAD_READER, Office.DEPARTMENT_LEAD})
MAY_PLAN_REVIEW = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD})  # how often it is read, and by whom
MAY_CALIBRATE = frozenset({Office.DEPARTMENT_LEAD})  # sees by name how somebody learns to read, and coaches
MAY_CHECK = frozenset({Office.CHECKER, Office.DEPARTMENT_LEAD, Office.PROGRAM_ADMIN})  # before anybody reads
MAY_GRANT = frozenset({Office.DEPARTMENT_LEAD, Office.PROGRAM_ADMIN})  # confirms what the readers found earned
MAY_PUBLISH = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD})
MAY_RESOLVE = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD})  # what reviewers flag
MAY_SEE_WITHHELD = frozenset({Office.PROGRAM_ADMIN})  # a file in which a learner can be recognized
MAY_MANAGE_PEOPLE = frozenset({Office.PROGRAM_ADMIN})  # invite, read rosters
MAY_COMPARE = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD, Office.COMMITTEE})  # agreement, departments
MAY_TAKE_RATINGS = frozenset({Office.PROGRAM_ADMIN, Office.DEPARTMENT_LEAD})  # as a file, with pseudonyms
