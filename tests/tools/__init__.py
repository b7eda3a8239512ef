"""What the tests and make need and what is no test itself.

notebook_files     where the notebooks are, and the form they are kept in
tracked_files      which files are the course's own
markdown_text      the prose, links and headings of a text
execute_notebooks  runs the notebooks in place: `make notebooks`
kernels            kernels of this environment, and of no other
nbval_kernels      a plugin: nbval starts such kernels too
real_lab           a real JupyterLab in a real browser
programs           random programs that keep an account of themselves
cpython_driver     runs CPython's own tests of asyncio, recorded
"""
