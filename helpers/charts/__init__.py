"""Draws a timeline: as a picture, as text, in a sentence, as a trace.

words     words for what happened: an outcome, a moment
folding   which lanes are drawn one by one, and which in one lot
picture   the Gantt chart
brush     its rows: tracks, steps, dots, crosses
axis      its time axis
canvas    a figure on which everything has its place in pixels
fonts     how wide a text is drawn
text      the chart in plain text
sentence  the chart in a sentence, for somebody who hears the page
trace     Chrome's trace event format
files     charts, traces and JSON as files
display   a chart as a cell's output
"""
