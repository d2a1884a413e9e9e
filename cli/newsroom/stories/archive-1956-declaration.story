Feeds: tidewire-asia, tidewire-front
Title: Archive opens drafts of the 1956 Soviet-Japanese Joint Declaration
Date: -9h
Place: TOKYO
Author: Mina Halloran
Topics: peace_treaty
Summary: Handwritten notes show how the delegations postponed a peace treaty and ended the state of war without one.

Twelve boxes of papers from the talks of 1956 can be read from today in the reading room of the diplomatic archive.

Among them are three drafts of the Soviet-Japanese Joint Declaration, which ended the state of war between Japan and the Soviet Union and left the peace treaty between the two for later.

Historians find the notes in the margin the most telling. "They wrote 'after the treaty' and crossed it out twice," said archivist Reiko Tamba.
