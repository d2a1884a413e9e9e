Feeds: tidewire-asia, tidewire-front
Title: Strong earthquake recorded in the Pacific, no tsunami expected
Date: -2h
Place: HONOLULU
Author: Kaleo Brandt
Topics:
Summary: The magnitude 6.3 quake struck 210 kilometres east of the Kuril Islands at a depth of 35 kilometres.

An earthquake of magnitude 6.3 was recorded in the north-west Pacific on Wednesday, 210 kilometres east of the Kuril Islands, seismologists said.

It lay 35 kilometres under the sea floor. The warning centre expects no tsunami and has no reports of damage.

Two aftershocks of magnitude 4.8 and 5.0 followed within the hour.
