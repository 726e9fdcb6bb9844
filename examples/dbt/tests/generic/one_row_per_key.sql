-- Keys of more than one column, some of which may be null: null is a value like any other.
{% test one_row_per_key(model, columns) %}
select
    {% for column in columns %}{{ adapter.quote(column) }}, {% endfor %}count(*) as copies
from {{ model }}
group by {% for column in columns %}{{ adapter.quote(column) }}{% if not loop.last %}, {% endif %}{% endfor %}
having count(*) > 1
{% endtest %}
