"""Who may open which page of a result, written down by hand, as in test_access_table.py."""

from __future__ import annotations

RESULTS = """
results.ballots_csv            GET       public
results.bundle_zip             GET       public
results.chart                  GET       public
results.chart_png              GET       public
results.commitments_txt        GET       public
results.compare                GET       public
results.compute                POST      plan_results:round
results.council                GET       plan_results:round
results.council_paper          GET       plan_results:round
results.council_template       GET POST  administer
results.default_council_template GET     administer
results.differences            GET       public
results.differences_png        GET       public
results.differences_svg        GET       public
results.drop_council_template  POST      administer
results.ideas_csv              GET       public
results.ideas_sums             GET       public
results.ideas_xlsx             GET       public
results.own_council_template   GET       administer
results.plan                   GET       plan_results:round
results.planning               GET       plan_results:any
results.planning_xlsx          GET       public
results.press                  GET       plan_results:round
results.publish                GET POST  publish_results:round
results.receipts               GET POST  public
results.show                   GET       public
results.summary                GET       public
results.table_csv              GET       public
results.weights_csv            GET       public
"""
