Feeds: tidewire-asia, tidewire-front
Title: Kuril bobtail takes the crown at cat show in Lyon
Date: -7h
Place: LYON
Author: Odile Ferrand
Topics:
Summary: Four-year-old Mishka was chosen from 312 cats of 28 breeds.

A silver Kuril bobtail named Mishka was chosen best in show on Sunday in Lyon, ahead of a Norwegian forest cat and a Siamese.

Judges praised the short tail, the round face and an unshaken calm. Breeders in France register about ninety kittens of the breed a year.

"He sleeps twenty hours a day and has opinions for the other four," said his owner, Claire Besson.
