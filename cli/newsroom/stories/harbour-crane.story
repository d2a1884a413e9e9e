Feeds: tidewire-asia, tidewire-front
Title: Harbour crane lifts 900-tonne bridge section into place
Date: -6h
Place: BUSAN
Author: Han Seo-yun
Topics:
Summary: The new link will shorten the drive to the container terminal by twenty minutes.

The last section of the harbour bridge was lifted into place in Busan on Tuesday, eleven weeks ahead of plan.

A floating crane held the 900-tonne piece for nine hours while welders closed the joint.

The road over it opens in spring and shortens the way to the container terminal by twenty minutes.
