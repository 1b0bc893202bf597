<#import "template.ftl" as layout>
<@layout.linked button=msg("einlassPasswordResetButton") unexpected=msg("einlassPasswordResetUnexpected")>
<@layout.p>${msg("einlassPasswordResetLead", layout.shared.company)}</@layout.p>
</@layout.linked>
