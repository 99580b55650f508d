import accelerator.kit.clock
import accelerator.kit.codes
import accelerator.kit.models
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import timezone_field.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from accelerator.kit.migrations import at_once


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accelerator', '0001_initial'),
        ('accelerator', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = at_once([
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='providers', to='accelerator.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='cohorts.provider')),
                ('name', models.CharField(max_length=200)),
                ('currency', accelerator.kit.models.CurrencyField(default='SGD', max_length=3)),
                ('starts_on', models.DateField()),
                ('expires_on', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('starts_on'))), name='pool_expires_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='accelerator.programme')),
                ('call', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cohort', to='accelerator.call')),
                ('name', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', timezone_field.fields.TimeZoneField(default='Asia/Singapore')),
                ('places', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='cohort_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='cohorts.cohort')),
                ('startup', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='accelerator.startup')),
                ('application', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolment', to='accelerator.application')),
                ('enrolled_at', models.DateTimeField(default=accelerator.kit.clock.now)),
                ('state', models.CharField(choices=[('active', 'Active'), ('departed', 'Departed'), ('graduated', 'Graduated')], default='active', max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cohort', 'startup'), name='enrolment_once'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'departed', 'graduated'])), name='enrolment_state')],
            },
        ),
        migrations.CreateModel(
            name='Mentor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mentor', to=settings.AUTH_USER_MODEL)),
                ('headline', models.CharField(blank=True, max_length=200)),
                ('biography', models.TextField(blank=True)),
                ('expertise', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('sessions_a_month', models.PositiveSmallIntegerField(default=6)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='cohorts.enrolment')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='cohorts.mentor')),
                ('held_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('shared_notes', models.TextField(blank=True)),
                ('device_key', models.UUIDField(default=uuid.uuid4, help_text='made on the device, so that a repeat is the same session', unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['enrolment', '-held_at'], name='session_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600)), name='session_minutes')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='cohorts.session')),
                ('title', models.CharField(max_length=300)),
                ('owner', models.ForeignKey(help_text='nobody named: the startup', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='action_done_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('currency', accelerator.kit.models.CurrencyField(default='SGD', max_length=3)),
                ('above', accelerator.kit.models.MoneyField(decimal_places=18, max_digits=38)),
                ('needed', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('currency', 'above'), name='approval_limit_once')],
            },
        ),
        migrations.CreateModel(
            name='CohortEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.cohort')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accelerator.programme')),
                ('call', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accelerator.call')),
                ('name', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', timezone_field.fields.TimeZoneField(default='Asia/Singapore')),
                ('places', models.PositiveSmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EnrolmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.enrolment')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('cohort', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.cohort')),
                ('startup', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accelerator.startup')),
                ('application', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accelerator.application')),
                ('enrolled_at', models.DateTimeField(default=accelerator.kit.clock.now)),
                ('state', models.CharField(choices=[('active', 'Active'), ('departed', 'Departed'), ('graduated', 'Graduated')], default='active', max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='cohorts.pool')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='cohorts.enrolment')),
                ('amount', accelerator.kit.models.MoneyField(decimal_places=18, max_digits=38)),
                ('purpose', models.CharField(max_length=300)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('awarded', 'Awarded'), ('active', 'Active'), ('exhausted', 'Used up'), ('expired', 'Expired'), ('closed', 'Closed'), ('declined', 'Declined'), ('revoked', 'Revoked')], default='requested', max_length=10)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='grant_amount'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'approved', 'awarded', 'active', 'exhausted', 'expired', 'closed', 'declined', 'revoked'])), name='grant_state')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='cohorts.grant')),
                ('verdict', models.CharField(choices=[('approve', 'Approved'), ('decline', 'Declined')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=accelerator.kit.clock.now)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('grant', 'by'), name='approval_once'), models.CheckConstraint(condition=models.Q(('verdict__in', ['approve', 'decline'])), name='approval_verdict')],
            },
        ),
        migrations.CreateModel(
            name='MentorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.mentor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('headline', models.CharField(blank=True, max_length=200)),
                ('biography', models.TextField(blank=True)),
                ('expertise', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('sessions_a_month', models.PositiveSmallIntegerField(default=6)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='accelerator.programme')),
                ('name', models.CharField(max_length=200)),
                ('cohorts', models.ManyToManyField(blank=True, related_name='plans', to='cohorts.cohort')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cohorts.plan')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('evidence', models.CharField(blank=True, help_text='what the founder shows to prove it', max_length=300)),
                ('due_days', models.PositiveSmallIntegerField(help_text="days after the cohort's first day")),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'position'), name='step_position')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='cohorts.enrolment')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='cohorts.step')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'Not started'), ('active', 'On track'), ('submitted', 'To check'), ('returned', 'Returned'), ('reached', 'Reached'), ('waived', 'Waived')], default='planned', max_length=10)),
                ('account', models.TextField(blank=True, help_text="the founder's words on what was done")),
                ('submitted_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['enrolment', 'position'], name='milestone_of')],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'step'), name='milestone_once'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'active', 'submitted', 'returned', 'reached', 'waived'])), name='milestone_state')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='cohorts.milestone')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='accelerator.file')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.plan')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accelerator.programme')),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.grant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('pool', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.pool')),
                ('enrolment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.enrolment')),
                ('amount', accelerator.kit.models.MoneyField(decimal_places=18, max_digits=38)),
                ('purpose', models.CharField(max_length=300)),
                ('requested_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('awarded', 'Awarded'), ('active', 'Active'), ('exhausted', 'Used up'), ('expired', 'Expired'), ('closed', 'Closed'), ('declined', 'Declined'), ('revoked', 'Revoked')], default='requested', max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='cohorts.pool')),
                ('grant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='cohorts.grant')),
                ('kind', models.CharField(choices=[('provider', 'Provider'), ('pool', 'Available in the pool'), ('committed', 'Committed'), ('grant', 'Available to the startup'), ('consumed', 'Consumed'), ('expired', 'Expired'), ('clawed', 'Clawed back')], max_length=10)),
                ('currency', accelerator.kit.models.CurrencyField(default='SGD', max_length=3)),
                ('balance', accelerator.kit.models.MoneyField(decimal_places=18, default=0, max_digits=38)),
                ('entry_count', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pool', 'grant', 'kind'), name='account_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind', 'provider'), ('balance__gte', 0), _connector='OR'), name='account_not_overdrawn'), models.CheckConstraint(condition=models.Q(('kind__in', ['provider', 'pool', 'committed', 'grant', 'consumed', 'expired', 'clawed'])), name='account_kind')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=True)),
                ('key', models.CharField(help_text='names its cause; the same cause posts once', max_length=200, unique=True)),
                ('digest', models.CharField(help_text='of what was asked, so that the same key with other contents is an error', max_length=64)),
                ('kind', models.CharField(max_length=20)),
                ('currency', accelerator.kit.models.CurrencyField(default='SGD', max_length=3)),
                ('memo', models.CharField(blank=True, max_length=300)),
                ('effective_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=accelerator.kit.clock.now)),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_label', models.CharField(blank=True, max_length=200)),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='cohorts.posting')),
                ('xact', models.BigIntegerField(default=0, editable=False, help_text='the transaction that wrote it: entries join in no other')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-recorded_at', '-id'], name='posting_newest')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='cohorts.posting')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='cohorts.account')),
                ('amount', accelerator.kit.models.MoneyField(decimal_places=18, max_digits=38)),
                ('sequence', models.BigIntegerField(default=0, editable=False)),
                ('balance_after', accelerator.kit.models.MoneyField(decimal_places=18, default=0, editable=False, max_digits=38)),
            ],
            options={
                'verbose_name': 'ledger entry', 'verbose_name_plural': 'ledger entries',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('account', 'sequence'), name='entry_sequence'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='entry_moves_something')],
            },
        ),
        migrations.CreateModel(
            name='PoolEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.pool')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('provider', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.provider')),
                ('name', models.CharField(max_length=200)),
                ('currency', accelerator.kit.models.CurrencyField(default='SGD', max_length=3)),
                ('starts_on', models.DateField()),
                ('expires_on', models.DateField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='private_notes', to='cohorts.session')),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.action')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.session')),
                ('title', models.CharField(max_length=300)),
                ('owner', models.ForeignKey(db_constraint=False, help_text='nobody named: the startup', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.session')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('enrolment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.enrolment')),
                ('mentor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.mentor')),
                ('held_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('shared_notes', models.TextField(blank=True)),
                ('device_key', models.UUIDField(default=uuid.uuid4, help_text='made on the device, so that a repeat is the same session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='cohorts.milestone')),
                ('verdict', models.CharField(choices=[('reached', 'Reached'), ('returned', 'Returned')], max_length=10)),
                ('comment', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=accelerator.kit.clock.now)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['reached', 'returned'])), name='sign_off_verdict')],
            },
        ),
        migrations.CreateModel(
            name='MilestoneEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.milestone')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('code', accelerator.kit.models.CodeField(default=accelerator.kit.codes.new, editable=False, max_length=16, unique=False)),
                ('enrolment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.enrolment')),
                ('step', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.step')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'Not started'), ('active', 'On track'), ('submitted', 'To check'), ('returned', 'Returned'), ('reached', 'Reached'), ('waived', 'Waived')], default='planned', max_length=10)),
                ('account', models.TextField(blank=True, help_text="the founder's words on what was done")),
                ('submitted_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.step')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.plan')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('evidence', models.CharField(blank=True, help_text='what the founder shows to prove it', max_length=300)),
                ('due_days', models.PositiveSmallIntegerField(help_text="days after the cohort's first day")),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Supporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supporters', to='cohorts.enrolment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supports', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('mentor', 'Mentor'), ('manager', 'Programme manager')], max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('enrolment', 'person', 'role'), name='supporter_once'), models.CheckConstraint(condition=models.Q(('role__in', ['mentor', 'manager'])), name='supporter_role')],
            },
        ),
        migrations.CreateModel(
            name='SupporterEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cohorts.supporter')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=accelerator.kit.clock.now, editable=False)),
                ('enrolment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cohorts.enrolment')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('mentor', 'Mentor'), ('manager', 'Programme manager')], max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cohort',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_cohortevent" ("call_id", "created_at", "ends_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "programme_id", "slug", "starts_on", "zone") VALUES (NEW."call_id", NEW."created_at", NEW."ends_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."programme_id", NEW."slug", NEW."starts_on", NEW."zone"); RETURN NULL;', hash='d368fa44251fe0df90e52e09f52fbe80c71f4f58', operation='INSERT', pgid='pgtrigger_insert_insert_d3a96', table='cohorts_cohort', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cohort',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_cohortevent" ("call_id", "created_at", "ends_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "programme_id", "slug", "starts_on", "zone") VALUES (NEW."call_id", NEW."created_at", NEW."ends_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."programme_id", NEW."slug", NEW."starts_on", NEW."zone"); RETURN NULL;', hash='117f3d07e551707aaab3017452ed082a1c928522', operation='UPDATE', pgid='pgtrigger_update_update_09318', table='cohorts_cohort', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cohortevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8c49b10445c952a3fac968b1dbc6de7c2e061070', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9ce7', table='cohorts_cohortevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{active:departed,active:graduated}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a6d54410d02c5a0b8f982a7325c3097691f23ca1', operation='UPDATE', pgid='pgtrigger_state_moves_b7060', table='cohorts_enrolment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_enrolmentevent" ("application_id", "code", "cohort_id", "created_at", "enrolled_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "startup_id", "state") VALUES (NEW."application_id", NEW."code", NEW."cohort_id", NEW."created_at", NEW."enrolled_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."startup_id", NEW."state"); RETURN NULL;', hash='1a45defcc37cc9e68fe7caecb58bd7512d3cdb9c', operation='INSERT', pgid='pgtrigger_insert_insert_79b51', table='cohorts_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_enrolmentevent" ("application_id", "code", "cohort_id", "created_at", "enrolled_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "startup_id", "state") VALUES (NEW."application_id", NEW."code", NEW."cohort_id", NEW."created_at", NEW."enrolled_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."startup_id", NEW."state"); RETURN NULL;', hash='5a72fda4bcd3e8732b9a4a7f8c4d8e3937b61d5c', operation='UPDATE', pgid='pgtrigger_update_update_c91cd', table='cohorts_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='95b2a875018d31a6c4542aab977b0ca159883381', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0eebe', table='cohorts_enrolmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approval',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c019227f1dd07acbd5a2a7fea58c433e8f946538', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9091', table='cohorts_approval', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approval',
            trigger=pgtrigger.compiler.Trigger(name='by_another', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE requester bigint;', func="\n        SELECT requested_by_id INTO requester FROM cohorts_grant WHERE id = NEW.grant_id;\n        IF requester = NEW.by_id THEN\n            RAISE EXCEPTION 'nobody approves their own request'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_by_another';\n        END IF;\n        RETURN NEW;\n    ", hash='3144852d555a831f9656be4af1d0c1328eb96c32', operation='INSERT', pgid='pgtrigger_by_another_ace35', table='cohorts_approval', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mentor',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_mentorevent" ("biography", "code", "created_at", "expertise", "headline", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_a_month") VALUES (NEW."biography", NEW."code", NEW."created_at", NEW."expertise", NEW."headline", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sessions_a_month"); RETURN NULL;', hash='fdf0276de38b85e3c82f0525be84c0c9d005757c', operation='INSERT', pgid='pgtrigger_insert_insert_e76f6', table='cohorts_mentor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mentor',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_mentorevent" ("biography", "code", "created_at", "expertise", "headline", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_a_month") VALUES (NEW."biography", NEW."code", NEW."created_at", NEW."expertise", NEW."headline", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sessions_a_month"); RETURN NULL;', hash='d8f536d9d50e81124666bacc7568e7d6d4c4498c', operation='UPDATE', pgid='pgtrigger_update_update_58216', table='cohorts_mentor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mentorevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd147fc419d7a9f083c50ded6d337ee02e7b5f3b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a3f42', table='cohorts_mentorevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_planevent" ("code", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;', hash='4bd2776c39ef44538e3695648068787f2a7742c4', operation='INSERT', pgid='pgtrigger_insert_insert_c2bd3', table='cohorts_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_planevent" ("code", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;', hash='6c0eccb33065f50b324c6f73290a1fe57d15870f', operation='UPDATE', pgid='pgtrigger_update_update_1e8f5', table='cohorts_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9d7b39ec4cf4009bd4014d716b529996fd9694d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ef41d', table='cohorts_planevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grantevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f800e734aa571087a22ed2c70f34485c511f43a6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c7b3a', table='cohorts_grantevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{requested:approved,requested:declined,approved:awarded,awarded:active,awarded:revoked,awarded:expired,awarded:closed,active:exhausted,active:expired,active:closed,active:revoked,exhausted:closed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a24f00ff040541f6bf346ec3016f88ac26f12405', operation='UPDATE', pgid='pgtrigger_state_moves_71e41', table='cohorts_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_grantevent" ("amount", "code", "created_at", "enrolment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "purpose", "requested_by_id", "state") VALUES (NEW."amount", NEW."code", NEW."created_at", NEW."enrolment_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pool_id", NEW."purpose", NEW."requested_by_id", NEW."state"); RETURN NULL;', hash='40169e816362b1116c999c1064399eda57b044f9', operation='INSERT', pgid='pgtrigger_insert_insert_72b26', table='cohorts_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_grantevent" ("amount", "code", "created_at", "enrolment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "purpose", "requested_by_id", "state") VALUES (NEW."amount", NEW."code", NEW."created_at", NEW."enrolment_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pool_id", NEW."purpose", NEW."requested_by_id", NEW."state"); RETURN NULL;', hash='904cd261c9bc73de2870c1b325f06630ef28c405', operation='UPDATE', pgid='pgtrigger_update_update_10f47', table='cohorts_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f5e178084e620552fc92d0f36697c1381bf5ce77', operation='DELETE', pgid='pgtrigger_stays_ba2e4', table='cohorts_account', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='balance_by_entries', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'an account changes only by entries'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_by_entries';\n        END IF;\n        RETURN NEW;\n    ", hash='1943c8626bf5d2b6063550e2eb43a859045ba17b', operation='UPDATE OF "balance", "entry_count", "currency", "kind", "pool_id", "grant_id"', pgid='pgtrigger_balance_by_entries_d7682', table='cohorts_account', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='starts_empty', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NEW.balance <> 0 OR NEW.entry_count <> 0 THEN\n            RAISE EXCEPTION 'an account starts empty'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_starts_empty';\n        END IF;\n        RETURN NEW;\n    ", hash='5929c3c22f60bf89ea1b7f95b42ad0d9b4a6df84', operation='INSERT', pgid='pgtrigger_starts_empty_57a4b', table='cohorts_account', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='posting',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91cfd5a783266f3cae66bfbcacd24d4093170984', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b04aa', table='cohorts_posting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='posting',
            trigger=pgtrigger.compiler.Trigger(name='keeps_xact', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.xact := pg_current_xact_id()::text::bigint; RETURN NEW;', hash='724d1b8fff9439aa9ad1d3cc4a095e52dace2c04', operation='INSERT', pgid='pgtrigger_keeps_xact_7dded', table='cohorts_posting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='posting',
            trigger=pgtrigger.compiler.Trigger(name='balances', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE legs bigint; rest numeric;', func="\n        SELECT count(*), coalesce(sum(amount), 0) INTO legs, rest FROM cohorts_entry WHERE posting_id = NEW.id;\n        IF legs < 2 OR rest <> 0 THEN\n            RAISE EXCEPTION 'posting % does not balance: % entries, sum %', NEW.code, legs, rest\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';\n        END IF;\n        RETURN NULL;\n    ", hash='3d58d9173856839e4df6fb22275c09521213f74a', operation='INSERT', pgid='pgtrigger_balances_13ddd', table='cohorts_posting', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6c23f4a276dc46a119cde8f74683e115fcba80f3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d1f3d', table='cohorts_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='joins_account', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE theirs record;', func="\n        SELECT xact, currency INTO theirs FROM cohorts_posting WHERE id = NEW.posting_id;\n        IF theirs.xact <> pg_current_xact_id()::text::bigint THEN\n            RAISE EXCEPTION 'a posting takes no entries after its own transaction'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_in_time';\n        END IF;\n        UPDATE cohorts_account SET balance = balance + NEW.amount, entry_count = entry_count + 1\n            WHERE id = NEW.account_id AND currency = theirs.currency\n            RETURNING entry_count, balance INTO NEW.sequence, NEW.balance_after;\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'posting and account differ in currency'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_currency';\n        END IF;\n        RETURN NEW;\n    ", hash='05b04f085b1782d5cf09161469b72226836c806c', operation='INSERT', pgid='pgtrigger_joins_account_64404', table='cohorts_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='poolevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='231eeb75808e01e9400d04b8a512c3f248f7074b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5e52b', table='cohorts_poolevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pool',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_poolevent" ("created_at", "currency", "expires_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "slug", "starts_on") VALUES (NEW."created_at", NEW."currency", NEW."expires_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provider_id", NEW."slug", NEW."starts_on"); RETURN NULL;', hash='5093ed4c252881fc463d87d68847116ae1fdafa0', operation='INSERT', pgid='pgtrigger_insert_insert_a019f', table='cohorts_pool', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pool',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_poolevent" ("created_at", "currency", "expires_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "slug", "starts_on") VALUES (NEW."created_at", NEW."currency", NEW."expires_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provider_id", NEW."slug", NEW."starts_on"); RETURN NULL;', hash='ea6bfa2506b9436b9db9665c1fb7e18dfdc4ec7f', operation='UPDATE', pgid='pgtrigger_update_update_ccfcd', table='cohorts_pool', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_sessionevent" ("code", "created_at", "device_key", "enrolment_id", "held_at", "id", "mentor_id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shared_notes", "topics") VALUES (NEW."code", NEW."created_at", NEW."device_key", NEW."enrolment_id", NEW."held_at", NEW."id", NEW."mentor_id", NEW."minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shared_notes", NEW."topics"); RETURN NULL;', hash='e67eee423cc4acb80677cbca22277f9ced259c2f', operation='INSERT', pgid='pgtrigger_insert_insert_74231', table='cohorts_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_sessionevent" ("code", "created_at", "device_key", "enrolment_id", "held_at", "id", "mentor_id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shared_notes", "topics") VALUES (NEW."code", NEW."created_at", NEW."device_key", NEW."enrolment_id", NEW."held_at", NEW."id", NEW."mentor_id", NEW."minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shared_notes", NEW."topics"); RETURN NULL;', hash='df795b2a695e033cae50a4454cbcc4cb375bec51', operation='UPDATE', pgid='pgtrigger_update_update_7ef95', table='cohorts_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenote',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9aee57d063e62d0c8d595d5fc7a2c0f0e75d97e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_336d1', table='cohorts_privatenote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bd38dc57c97d3b741e3f4e2a36c33596dff0fa7d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ad5ae', table='cohorts_actionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_actionevent" ("code", "created_at", "done_at", "done_by_id", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "title") VALUES (NEW."code", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id", NEW."title"); RETURN NULL;', hash='e4a8ce87b8e43837e87d89e0f37d5d3cd6f02cee', operation='INSERT', pgid='pgtrigger_insert_insert_c6eb7', table='cohorts_action', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_actionevent" ("code", "created_at", "done_at", "done_by_id", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "title") VALUES (NEW."code", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id", NEW."title"); RETURN NULL;', hash='4edd2854df8ed460f90d98afceb22784ed8fc684', operation='UPDATE', pgid='pgtrigger_update_update_be008', table='cohorts_action', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e4dbe31ebfa0663165645da0bf9ce65f106c0c35', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_01243', table='cohorts_sessionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e91f1b4c97982ec6c0136c0d5bfee857b2ca6076', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1de89', table='cohorts_signoff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_stepevent" ("created_at", "description", "due_days", "evidence", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "title") VALUES (NEW."created_at", NEW."description", NEW."due_days", NEW."evidence", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."title"); RETURN NULL;', hash='afb487df2e06b0b725ebc4f271bad6edcc299de0', operation='INSERT', pgid='pgtrigger_insert_insert_8efa6', table='cohorts_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_stepevent" ("created_at", "description", "due_days", "evidence", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "title") VALUES (NEW."created_at", NEW."description", NEW."due_days", NEW."evidence", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."title"); RETURN NULL;', hash='44e4d242f44b769f77ad33e895c7162150a109ed', operation='UPDATE', pgid='pgtrigger_update_update_f909b', table='cohorts_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestoneevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='026f3634ed775deee093f37d2a6a83f322f643af', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6de11', table='cohorts_milestoneevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{planned:active,planned:submitted,planned:waived,active:submitted,active:waived,submitted:reached,submitted:returned,submitted:waived,returned:submitted,returned:waived}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='f5f2e7edf5f919cf0c7520034100a492036acb51', operation='UPDATE', pgid='pgtrigger_state_moves_7d5fb', table='cohorts_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_milestoneevent" ("account", "code", "created_at", "due_on", "enrolment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "state", "step_id", "submitted_at", "title") VALUES (NEW."account", NEW."code", NEW."created_at", NEW."due_on", NEW."enrolment_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."state", NEW."step_id", NEW."submitted_at", NEW."title"); RETURN NULL;', hash='727f88dc58661a4b5794e2eeb10e97baa57a826e', operation='INSERT', pgid='pgtrigger_insert_insert_d94d5', table='cohorts_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_milestoneevent" ("account", "code", "created_at", "due_on", "enrolment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "state", "step_id", "submitted_at", "title") VALUES (NEW."account", NEW."code", NEW."created_at", NEW."due_on", NEW."enrolment_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."state", NEW."step_id", NEW."submitted_at", NEW."title"); RETURN NULL;', hash='df0c224a08832019aac59dce1c8bcf61009973ac', operation='UPDATE', pgid='pgtrigger_update_update_0a715', table='cohorts_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='db09ef4708bb8c31432987e688aa94d94db63263', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23fcf', table='cohorts_stepevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supporter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cohorts_supporterevent" ("created_at", "ended_at", "enrolment_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."created_at", NEW."ended_at", NEW."enrolment_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role"); RETURN NULL;', hash='38a67dc177cf4f34cd395ffff683f7ea35061f50', operation='INSERT', pgid='pgtrigger_insert_insert_a0840', table='cohorts_supporter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supporter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cohorts_supporterevent" ("created_at", "ended_at", "enrolment_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."created_at", NEW."ended_at", NEW."enrolment_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role"); RETURN NULL;', hash='ea14466ab00e7cea0b11436dc7663e4c79af7e1a', operation='UPDATE', pgid='pgtrigger_update_update_2e103', table='cohorts_supporter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supporterevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b1e2e2b770f2bfe7fe7795db886e1921cf2f8625', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_40eba', table='cohorts_supporterevent', when='BEFORE')),
        ),
    ])
