"""How much one person, one plan or one chat may ask of the installation; the words quote it."""

UPDATES_A_MINUTE = 20  # that one person is answered
PAUSE_SECONDS = 30  # after a flood, within which everybody is heard again
WAITING_OF_ALL = 100  # updates of everybody; what comes on top stays with Telegram, for a day
LIVE_PLANS = 500  # of one prescriber
DECISIONS = 120  # of one plan; stopping, holding and taking back are never refused
CHATS = 5  # that a plan may be told in: its team's group, and those of the team's prescribers
LARGE_GROUP = 30  # members, from which on it is warned about
PRESCRIBERS = CHATS - 1  # of one team, since a team has one group at most
