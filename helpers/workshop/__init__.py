"""What an instructor needs on paper and on the wall, from the notebooks.

`make handouts` and `make slides`. Each notebook is run once, on the virtual
clock, in a kernel that draws its charts as vectors; nothing is fetched.

    kernels    kernels of this Python, apart from the user's settings
    in_kernel  what the kernel does otherwise for us: charts as vectors
    cells      a notebook's cells, with their tags and outputs
    executing  runs a notebook, and the solutions of its exercises
    prose      Markdown as HTML
    code       programs and outputs as HTML, broken where a line is too long
    sheets     a notebook as a sheet, for a learner or for an instructor
    filling    charts a little smaller where a page is then fuller
    printing   sheets as PDF, each by itself and all in one
    idioms     the twelve programs of the poster
    poster     all idioms on one page
    slide      one slide as data
    shown      a program as a slide shows it
    sections   a text's headings, and what stands above and below them
    pages      how much room a text takes on a slide
    dealing    what makes slides of cells
    tagged     slides of a notebook whose cells say what they are to be
    untagged   slides of one whose cells do not
    speaker    which slide an instructor's note belongs to
    deck       the slides of a notebook, with what the speaker says
    room       how much room each thing on a slide gets
    slides     a deck as a page of reveal.js
    command    the command line
    routes.md  three routes through the course, with their minutes
    email.md   what one sends to attendees the week before
    reveal     reveal.js itself, by Hakim El Hattab, as its licence allows

Print and screen share one look; its style sheets stand beside the modules.
"""
