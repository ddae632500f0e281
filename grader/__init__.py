"""Grade: releases, checks, autogrades and reports on the exercises, in nbgrader's own formats."""
