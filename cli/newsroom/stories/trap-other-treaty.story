Feeds: tidewire-asia
Title: Baku and Yerevan exchange comments on draft peace treaty
Date: -3h
Place: TBILISI
Author: Levan Maisuradze
Topics:
Summary: Two articles of the draft remain open, the mediators said after a day of talks.

Armenia and Azerbaijan have exchanged written comments on the draft of a peace treaty and will meet again next month, mediators said in Tbilisi on Wednesday.

Fifteen of seventeen articles are agreed. Border checkpoints and the reading of the preamble remain open.

Both delegations called the mood businesslike and declined to name a date for signing the peace treaty.
