"""The verbs of teams: the only writers of their rows."""

from volunteers.services.captains import team_hand_over
from volunteers.services.people import member_add, member_end, vehicle_save
from volunteers.services.teams import team_admit, team_change, team_register, team_stop

__all__ = [
    "member_add",
    "member_end",
    "team_admit",
    "team_change",
    "team_hand_over",
    "team_register",
    "team_stop",
    "vehicle_save",
]
