"""Who may ask what of the interface for programs, written down by hand: everybody, everything."""

from __future__ import annotations

PROGRAMS = """
api.answers                    GET       public
api.difference                 GET       public
api.entry                      GET       public
api.finance                    GET       public
api.finance_lines              GET       public
api.finance_projects           GET       public
api.idea                       GET       public
api.ideas                      GET       public
api.openapi_json               GET       public
api.paper                      GET       public
api.papers                     GET       public
api.partners                   GET       public
api.project                    GET       public
api.projects                   GET       public
api.ranking                    GET       public
api.report                     GET       public
api.reports                    GET       public
api.result                     GET       public
api.result_tables              GET       public
api.results                    GET       public
api.round                      GET       public
api.rounds                     GET       public
api.strategies                 GET       public
api.strategy                   GET       public
api.version                    GET       public
"""
