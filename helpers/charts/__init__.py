"""Draws a timeline: as a picture, as text, in a sentence, as a trace.

marks     what each phase looks like, in every kind of chart
folding   which lanes have a row of their own, and which share one
layout    what stands where in a picture
picture   the Gantt chart
strip     many of them, small, on one page
frame     the same in SVG, quickly: for charts that grow or are played with
canvas    a figure on which everything has its place in pixels
fonts     how wide a text is drawn
text      the chart in plain text
legend    what its signs mean
summary   what a run comes to, on one screen
sentence  the chart in a sentence, for somebody who hears the page
trace     Chrome's trace event format
files     charts, traces and JSON as files
markup    a chart as HTML that can be heard
replay    a chart that can be played; `replay.js` draws it in a page
display   a chart as a cell's output
cell      what a cell has shown so far, and a chart that grows there
"""
