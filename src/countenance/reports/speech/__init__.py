"""Speech to text: a recording in; words, speech without words, and voices out."""
